using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.Tokens;
using MeshEvents.Identity.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Features;

/// <param name="Words">The rights in plain words.</param>
/// <param name="LastUsedAt">To the minute; null: never.</param>
/// <param name="Current">The one that asks.</param>
public sealed record OwnToken(TokenId Id, string Name, uint Rights, IReadOnlyList<string> Words, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, bool Current);

public sealed record OwnTokens(IReadOnlyList<OwnToken> Rows);

/// <summary>One's own tokens that go on, newest first. Their secrets are shown nowhere.</summary>
public sealed record FindMyTokens : IQuery<OwnTokens>
{
    internal static async Task<OwnTokens?> Answer(FindMyTokens q, Reads reads)
    {
        var rows = await reads.RowsAsync<TokenRow>($"user_id = {reads.By.Id}");
        var ids = rows.Select(r => r.Id.Value).ToArray();
        var times = (await reads.SqlAsync($"""
            select e.stream_id, e.timestamp, s.seen from events.mt_events e left join identity.token_seen s on s.token_id = e.stream_id
            where e.tenant_id = {reads.TenantText} and e.stream_id = any({ids}) and e.version = 1
            """, r => (Id: r.GetGuid(0), Made: r.GetFieldValue<DateTimeOffset>(1), Seen: r.IsDBNull(2) ? (DateTimeOffset?)null : r.GetFieldValue<DateTimeOffset>(2)))).ToDictionary(t => t.Id);
        var tokens = reads.Ask<AccessTokens>();
        return new([
            .. from row in rows
               let time = times[row.Id.Value]
               orderby time.Made descending
               select new OwnToken(row.Id, row.Name, row.Rights, Contracts.Identity.Rights.InWords(row.Rights), time.Made, row.ExpiresAt, tokens.SeenAt(row.Id) ?? time.Seen, row.Id.Value == reads.By.Login)]);
    }

    internal static void Map(Slices slices) => slices.Query<FindMyTokens, OwnTokens>("GET /api/me/tokens", _ => Need.SignedIn, Answer);
}
