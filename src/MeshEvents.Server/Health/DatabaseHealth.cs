using MeshEvents.Contracts.Health;
using MeshEvents.Server.Configuration;
using MeshEvents.Store;
using Npgsql;

namespace MeshEvents.Server.Health;

/// <summary>Which PostgreSQL it is, and whether the program's hands are tied there (architecture 13.22).</summary>
sealed class DatabaseHealth(Database database, ServerSettings settings) : IHealth
{
    public async Task<HealthTile> LookAsync(CancellationToken stop)
    {
        await using var command = database.App.CreateCommand("select current_setting('server_version')");
        // "15.8 (Debian 15.8-0+deb12u1)": the packager's part is no news
        return Judge(((string)(await command.ExecuteScalarAsync(stop))!).Split(' ')[0], Where(), database.IsRestricted);
    }

    string Where() => settings.ConnectionString is { } outside ? $"It runs at {new NpgsqlConnectionStringBuilder(outside).Host}" : "It is the server's own";

    internal static HealthTile Judge(string version, string where, bool restricted) => restricted
        ? new("database", HealthState.Ok, $"PostgreSQL {version}", $"{where}, and answers. The program works under the narrow role {Database.AppRole}: it can add events, but neither change nor remove them.")
        : new("database", HealthState.Look, $"PostgreSQL {version}", $"{where}, and answers. The program works as the owner of the database: nothing but the program itself keeps events from being changed.",
            $"Let the database user make roles (alter role … createrole), or make the role {Database.AppRole} for it; then start the server again.");
}
