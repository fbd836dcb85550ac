using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.Access;
using MeshEvents.Identity.SignIn;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Features;

/// <summary>A tenant's first administrator and first device group, by the one-time link that the server's console shows. Never again once it is done.</summary>
public sealed record SetUp(string Code, string Name, string Email, string Password, string GroupName) : ICommand<SignedIn>
{
    /// No code that people read has an L or an O: nobody can type this one.
    const string LocalCode = "LOCL";

    public sealed class Validator : AbstractValidator<SetUp>
    {
        public Validator()
        {
            RuleFor(c => c.Code).NotEmpty().MaximumLength(64);
            RuleFor(c => c.Name).IsUserName();
            RuleFor(c => c.Email).NotEmpty().MaximumLength(254).EmailAddress();
            RuleFor(c => c.Password).IsNewPassword();
            RuleFor(c => c.GroupName).NotEmpty().MaximumLength(64);
        }
    }

    /// <param name="LocalAgent">The code that this machine's own agent waits for; it belongs to the first tenant.</param>
    public sealed record Known(bool CodeIsRight, Secret? Hash, string Client, string MeshId, EnrolmentCodeId? LocalAgent);

    internal static async Task<Known?> Load(SetUp c, Reads reads)
    {
        var right = reads.Ask<SetUpCode>().IsRight(reads.Tenant, c.Code);
        var hash = right ? await reads.Ask<Passwords>().HashAsync(c.Password) : null;
        return new(right, hash, reads.Ask<ClientNames>().Current, MeshIdText.Fresh(), reads.Tenant == reads.Ask<Operators>().Tenant ? reads.Ask<ILocalAgent>().Awaits : null);
    }

    public static Decision<SignedIn> Decide(SetUp c, Tenant tenant, Known known, Ask ask)
    {
        if (tenant.SetUp || !known.CodeIsRight) return Refuse.NotThere;
        if (known.Hash is null) return NewPassword.Busy;

        var (user, group, login) = (ask.NewId<UserId>("user"), ask.NewId<GroupId>("group"), ask.NewId<LoginId>("login"));
        var secret = ask.NewSecret("login");
        var name = Clean.Line(c.Name, 64);
        var decision = Decision.Of(new SetUpFinished(user))
            .Also(user, new UserCreated(Pii.Of(user, name), Pii.Of(user, c.Email), Rights.Full))
            .Also(group, new GroupCreated(Clean.Line(c.GroupName, 64), "", known.MeshId))
            .Also(group, new GroupRightsGiven(user, 0, Rights.Full))
            .Also(login, LoginOf.Fact(user, ask, known.Client))
            .Keep(UserSecrets.Password, user, known.Hash)
            .Keep(Logins.Kind, login, new(Logins.HashOf(secret.Reveal())));
        if (known.LocalAgent is { } local) decision = decision.Also(local, new EnrolmentCodeCreated(group, LocalCode, ask.At.AddDays(30), Limit: 1));
        return decision.AnswerFrom((SignInTimes times) => SignedIn.Start(login, secret, user, name, c.Email, Rights.Full, ask.At, times));
    }

    internal static void Map(Slices slices) =>
        slices.ChangeOwn<Tenant, SetUp, Known>("POST /api/setup", _ => Need.Anyone, by => by.Tenant, Load, Decide);
}
