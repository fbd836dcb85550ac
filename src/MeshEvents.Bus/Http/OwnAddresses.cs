using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace MeshEvents.Bus.Http;

/// <summary>
/// The names this server answers to. A request for another one gets 421, which also ends DNS rebinding. Links and scripts use the configured name when there is
/// one, else the name that was checked.
/// </summary>
public sealed class OwnAddresses
{
    readonly ConcurrentDictionary<string, byte> names = new(StringComparer.OrdinalIgnoreCase);
    readonly ConcurrentDictionary<Guid, string> domains = [];

    /// <summary>The configured public name (<c>cert</c>), null when there is none.</summary>
    public string? PublicName { get; set; }

    /// <summary>The port as seen from outside.</summary>
    public int Port { get; set; } = 443;

    public IEnumerable<string> Names => names.Keys.Order(StringComparer.OrdinalIgnoreCase);

    public void Add(string name) => names.TryAdd(name.Trim('[', ']'), 0);

    public bool Knows(HostString host) => host.HasValue && names.ContainsKey(host.Host.Trim('[', ']'));

    /// <summary>This tenant is reached under the path <c>/domain/</c>.</summary>
    public void Put(Guid tenant, string domain) => domains[tenant] = domain;

    /// <summary>First segment of the tenant's addresses; empty when it is reached by host name, or is the first.</summary>
    public string DomainOf(Guid tenant) => domains.GetValueOrDefault(tenant, "");

    /// <summary><c>https://name[:port]</c>, without a slash at its end.</summary>
    public string Base(HttpContext? http)
    {
        var name = PublicName ?? (http?.Request.Host.Host is { Length: > 0 } host ? host : "localhost");
        return Port == 443 ? $"https://{name}" : $"https://{name}:{Port}";
    }
}
