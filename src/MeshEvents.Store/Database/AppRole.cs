using Npgsql;

namespace MeshEvents.Store;

/// <summary>
/// The narrow role, made before the first migration where the owner may make roles. Tables are open to it by default; a migration
/// takes back what must not change (audit.md 6). Where roles are not allowed everything runs as the owner.
/// </summary>
static class AppRole
{
    public static async Task PrepareAsync(NpgsqlConnection owner, CancellationToken stop)
    {
        if (!await ExistsAsync(owner, stop) && !await MakeAsync(owner, stop)) return;
        await owner.RunAsync($"""
            alter default privileges grant select, insert, update, delete on tables to {Database.AppRole};
            alter default privileges grant usage, select on sequences to {Database.AppRole};
            alter default privileges grant usage on schemas to {Database.AppRole};
            alter default privileges grant execute on functions to {Database.AppRole};
            """, stop);
    }

    static Task<bool> ExistsAsync(NpgsqlConnection owner, CancellationToken stop) =>
        owner.ScalarAsync<bool>("select exists (select from pg_roles where rolname = $1)", stop, Database.AppRole);

    /// <summary>Roles belong to the whole cluster: another database's start may make it at the same moment.</summary>
    static async Task<bool> MakeAsync(NpgsqlConnection owner, CancellationToken stop)
    {
        try
        {
            await owner.RunAsync($"create role {Database.AppRole} nologin", stop);
            if (!await owner.ScalarAsync<bool>("select rolsuper from pg_roles where rolname = current_user", stop))
                await owner.RunAsync($"grant {Database.AppRole} to current_user", stop);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation)
        {
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }
}
