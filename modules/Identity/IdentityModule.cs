using MeshEvents.Bus;
using MeshEvents.Bus.Live;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.Access;
using MeshEvents.Identity.Features;
using MeshEvents.Identity.SignIn;
using MeshEvents.Identity.Tokens;
using MeshEvents.Identity.Views;
using MeshEvents.Store;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeshEvents.Identity;

public sealed class IdentityModule : IModule
{
    public string Name => "identity";

    public void Facts(Facts facts)
    {
        facts.Add<TenantOpened>("identity.tenant_opened", e => e.Domain is "" ? "Opened the first tenant" : $"Opened tenant {e.Domain}");
        facts.Add<SetUpFinished>("identity.set_up_finished", _ => "Set up the server");
        facts.Add<UserCreated>("identity.user_created", e => $"Made account {e.Name}");
        facts.Add<SiteRightsChanged>("identity.site_rights_changed", e => $"Changed site rights from 0x{e.From:X} to 0x{e.To:X}");
        facts.Add<PasswordChanged>("identity.password_changed", _ => "Changed the password");
        facts.Add<AccountPaused>("identity.account_paused", e => $"Paused the account until {e.Until:u} after {e.Failures} wrong passwords");
        facts.Add<LoginStarted>("identity.login_started", _ => "Signed in");
        facts.Add<LoginEnded>("identity.login_ended", e => $"Signed out: {e.Reason}");
        facts.Add<SignInFailed>("identity.sign_in_failed", e => e.Count == 1 ? "Failed to sign in" : $"Failed to sign in {e.Count} more times");
        facts.Add<TokenCreated>("identity.token_created", e => $"Made access token {e.Name} until {e.ExpiresAt:u}: {string.Join(", ", Rights.InWords(e.Rights))}");
        facts.Add<TokenEnded>("identity.token_ended", e => $"Access token ended: {e.Reason}");
        facts.Add<PairingDenied>("identity.pairing_denied", e => $"Refused to let {e.Client} in");
        facts.Add<GroupRightsGiven>("identity.group_rights_given", e => $"Gave rights: {string.Join(", ", Rights.InWords(e.To))}");
        facts.Add<GroupRightsTaken>("identity.group_rights_taken", _ => "Took all rights");
    }

    public void Slices(Slices slices)
    {
        SetUp.Map(slices);
        Features.SignIn.Map(slices);
        SignOut.Map(slices);
        EndLogin.Map(slices);
        ExpireLogin.Map(slices);
        GetMe.Map(slices);
        FindMyLogins.Map(slices);
        PauseAccount.Map(slices);
        ChangePassword.Map(slices);
        ResetPassword.Map(slices);
        ChangeSiteRights.Map(slices);
        CreateToken.Map(slices);
        RevokeToken.Map(slices);
        ExpireToken.Map(slices);
        FindMyTokens.Map(slices);
        StartPairing.Map(slices);
        GetPairing.Map(slices);
        FindPairing.Map(slices);
        ConfirmPairing.Map(slices);
        DenyPairing.Map(slices);
        CreateUser.Map(slices);
        FindUsers.Map(slices);
        GiveGroupRights.Map(slices);
        TakeGroupRights.Map(slices);
        FindGroupPeople.Map(slices);
        GetRightsTable.Map(slices);
    }

    public void Projections(Projections projections)
    {
        UserRow.Map(projections);
        LoginRow.Map(projections);
        TokenRow.Map(projections);
        GroupPeople.Map(projections);
        Home.Map(projections);
    }

    public void Bus(BusSetup bus) => bus.Waits<ExpireToken>("identity.expire_token");

    /// <summary>A change of one's own rights starts one's live feed anew.</summary>
    public void Sockets(IEndpointRouteBuilder app)
    {
        var live = app.ServiceProvider.GetRequiredService<LiveFeed>();
        app.ServiceProvider.GetRequiredService<IRightsNow>().Changed += change =>
        {
            if (change.Device is null) live.Restart(change.Tenant, change.User?.Value, change.Login?.Value);
        };
    }

    public void Services(IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<Passwords>().AddSingleton<SignInLimits>().AddSingleton<ClientNames>();
        services.AddSingleton<SetUpCode>().AddSingleton<IOnCommit>(s => s.GetRequiredService<SetUpCode>());
        services.TryAddSingleton(SignInTimes.Default);
        services.AddSingleton<LoginUses>().AddHostedService<IdleWatch>();
        services.AddSingleton<Logins>().AddSingleton<IOnCommit>(s => s.GetRequiredService<Logins>());
        services.AddSingleton<Pairings>().AddSingleton<TokenUses>().AddSingleton<AccessTokens>().AddSingleton<IOnCommit>(s => s.GetRequiredService<AccessTokens>());
        services.AddSingleton<WhoAsks>().AddSingleton<IWhoAsks>(s => s.GetRequiredService<WhoAsks>());
        services.AddSingleton<RightsNow>().AddSingleton<IRightsNow>(s => s.GetRequiredService<RightsNow>());
        services.AddSingleton<IScopes>(s => s.GetRequiredService<RightsNow>()).AddSingleton<IOnCommit>(s => s.GetRequiredService<RightsNow>());
        services.AddSingleton<Operators>().AddSingleton<IAccess, Access.Access>();
        services.AddSingleton<FailedSignIns>().AddHostedService(s => s.GetRequiredService<FailedSignIns>());
    }
}
