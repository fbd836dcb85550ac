using System.Text;
using MeshEvents.Kernel;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>Secrets beside the events, in <c>keys.secret</c>: sealed by the ring, bound to tenant, kind and owner (architecture 13.1).</summary>
sealed class Secrets(NpgsqlDataSource app, KeyRing ring)
{
    public NpgsqlBatchCommand Keep(string tenant, string kind, Guid owner, Secret? value) => value is null
        ? Command.Of("delete from keys.secret where tenant_id = $1 and kind = $2 and owner = $3", tenant, kind, owner)
        : Command.Of(
            "insert into keys.secret (tenant_id, kind, owner, sealed) values ($1, $2, $3, $4) on conflict (tenant_id, kind, owner) do update set sealed = excluded.sealed, changed = now()",
            tenant, kind, owner, ring.Seal(Encoding.UTF8.GetBytes(value.Reveal()), Bound(tenant, kind, owner)));

    public async Task<Secret?> FindAsync(string tenant, string kind, Guid owner, CancellationToken stop)
    {
        await using var connection = await app.OpenConnectionAsync(stop);
        var box = await connection.ScalarAsync<byte[]>("select sealed from keys.secret where tenant_id = $1 and kind = $2 and owner = $3", stop, tenant, kind, owner);
        return box is null ? null : new Secret(Encoding.UTF8.GetString(ring.Open(box, Bound(tenant, kind, owner))));
    }

    static string Bound(string tenant, string kind, Guid owner) => $"secret/{tenant}/{kind}/{owner:N}";
}
