using MeshEvents.Bus;
using MeshEvents.Bus.Http;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;
using MeshEvents.Server.Configuration;
using MeshEvents.Store;

namespace MeshEvents.Server.Wiring;

/// <summary>Each domain of the configuration is a tenant with an id of its own, given on first sight. The domain <c>""</c> is the first.</summary>
public sealed class TenantMap
{
    readonly Dictionary<string, RequestTenant> byName = new(StringComparer.OrdinalIgnoreCase), byHost = new(StringComparer.OrdinalIgnoreCase);

    public RequestTenant First => byName[""];
    public IEnumerable<RequestTenant> All => byName.Values;

    /// <summary>Null when no domain has that name.</summary>
    public RequestTenant? Named(string name) => byName.GetValueOrDefault(name);

    /// <summary>By host name, else by the first segment of the path, which is taken off then.</summary>
    public RequestTenant Resolve(HttpContext http)
    {
        if (byHost.TryGetValue(http.Request.Host.Host, out var tenant)) return tenant;
        if (http.Request.Path.Value is not { Length: > 1 } path) return First;
        var end = path.IndexOf('/', 1) is var slash and > 0 ? slash : path.Length;
        if (!byName.TryGetValue(path[1..end], out tenant) || !tenant.ByPath) return First;
        http.Request.PathBase += path[..end];
        http.Request.Path = end == path.Length ? "/" : path[end..];
        return tenant;
    }

    public static async Task<TenantMap> OpenAsync(Database database, EventStore store, IReadOnlyList<DomainSettings> domains, CancellationToken stop)
    {
        var map = new TenantMap();
        foreach (var domain in domains)
        {
            var id = await IdOfAsync(database, domain, stop);
            if (await store.AggregateAsync<Identity.Tenant>(id, id, stop: stop) is null) await OpenAsync(store, id, domain.Name, stop);
            var tenant = new RequestTenant(id, domain.Name, domain.Dns);
            map.byName.Add(domain.Name, tenant);
            if (domain.Dns is { } host) map.byHost.Add(host, tenant);
        }
        return map;
    }

    static async Task<Guid> IdOfAsync(Database database, DomainSettings domain, CancellationToken stop)
    {
        await using var command = database.App.CreateCommand("""
            insert into identity.tenant (id, domain, dns) values ($1, $2, $3) on conflict (domain) do update set dns = excluded.dns returning id
            """);
        command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        command.Parameters.Add(new() { Value = domain.Name });
        command.Parameters.Add(new() { Value = (object?)domain.Dns ?? DBNull.Value });
        return (Guid)(await command.ExecuteScalarAsync(stop))!;
    }

    static async Task OpenAsync(EventStore store, Guid id, string name, CancellationToken stop)
    {
        try
        {
            await store.AppendAsync(new(Actor.System with { Tenant = id }, Trace.Current(), null, "OpenTenant", About.Nothing, null) { Appends = [new(id, "tenant", 0, [new TenantOpened(name)])] }, stop);
        }
        // another node was faster
        catch (StaleException) { return; }
    }
}
