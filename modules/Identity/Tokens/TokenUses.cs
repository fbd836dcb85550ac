using MeshEvents.Contracts.Identity;
using MeshEvents.Store;

namespace MeshEvents.Identity.Tokens;

/// <summary>When tokens were used last: a table beside the history, because using one is no fact.</summary>
public sealed class TokenUses(Database database)
{
    public async Task NoteAsync(IReadOnlyList<(TokenId Id, DateTimeOffset Seen)> seen, CancellationToken stop)
    {
        if (seen.Count == 0) return;
        await using var command = database.App.CreateCommand("""
            insert into identity.token_seen (token_id, seen) select * from unnest($1, $2) on conflict (token_id) do update set seen = excluded.seen
            """);
        command.Parameters.Add(new() { Value = seen.Select(s => s.Id.Value).ToArray() });
        command.Parameters.Add(new() { Value = seen.Select(s => s.Seen.UtcDateTime).ToArray() });
        await command.ExecuteNonQueryAsync(stop);
    }
}
