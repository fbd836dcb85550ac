using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.SignIn;
using MeshEvents.Identity.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Microsoft.AspNetCore.Http;

namespace MeshEvents.Identity.Features;

/// <summary>Who one is, and the token that one's changes must carry. Who comes by an access token needs none: then it is empty, and the times are the access token's.</summary>
public sealed record GetMe : IQuery<Me>
{
    internal static async Task<Me?> Answer(GetMe q, Reads reads)
    {
        if (reads.By is { Kind: ActorKind.Token, Login: { } token }) return await OfTokenAsync(new(token), reads);
        var http = reads.Ask<IHttpContextAccessor>().HttpContext;
        if (http is null || await reads.Ask<WhoAsks>().LoginAsync(http) is not { } login) return null;
        return await reads.RowAsync<UserRow>(login.User) is { } user
            ? Me.Of(user.Id, user.Name, user.Email, user.SiteRights, login.Csrf, login.Id, login.EndsAt, reads.Ask<SignInTimes>()) : null;
    }

    static async Task<Me?> OfTokenAsync(TokenId id, Reads reads)
    {
        if (await reads.RowAsync<TokenRow>(id) is not { } token || await reads.RowAsync<UserRow>(token.UserId) is not { } user) return null;
        var site = await reads.Ask<IRightsNow>().OnSiteAsync(reads.By, reads.Stop);
        return Me.Of(user.Id, user.Name, user.Email, site, csrf: "", new(id.Value), token.ExpiresAt, reads.Ask<SignInTimes>());
    }

    internal static void Map(Slices slices) => slices.Query<GetMe, Me>("GET /api/me", _ => Need.SignedIn, Answer);
}

/// <param name="Current">The one that asks.</param>
public sealed record OwnLogin(LoginId Id, UserId UserId, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt, string Address, string Client, bool Current);

public sealed record OwnLogins(IReadOnlyList<OwnLogin> Rows);

/// <summary>One's own sign-ins that go on.</summary>
public sealed record FindMyLogins : IQuery<OwnLogins>
{
    internal static async Task<OwnLogins?> Answer(FindMyLogins q, Reads reads)
    {
        var rows = await reads.RowsAsync<LoginRow>($"user_id = {reads.By.Id}");
        var seen = await reads.Ask<Logins>().SeenAsync([.. rows.Select(r => r.Id.Value)], CancellationToken.None);
        var (times, now) = (reads.Ask<SignInTimes>(), reads.Ask<TimeProvider>().GetUtcNow());
        return new([
            .. from row in rows
               where seen.ContainsKey(row.Id.Value)
               let s = seen[row.Id.Value]
               where !times.IsOver(s.Started, s.Seen, now)
               orderby s.Seen descending
               select new OwnLogin(row.Id, row.UserId, s.Started, s.Seen, row.Address, row.Client, row.Id.Value == reads.By.Login)]);
    }

    internal static void Map(Slices slices) => slices.Query<FindMyLogins, OwnLogins>("GET /api/me/logins", _ => Need.SignedIn, Answer);
}
