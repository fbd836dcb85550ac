using Microsoft.AspNetCore.Http;

namespace MeshEvents.Bus.Http;

/// <summary>The tenant a request is for: from the host name, else the first path segment, else the first tenant. Set once, by the server's own middleware.</summary>
/// <param name="Dns">The host name it has to itself.</param>
public sealed record RequestTenant(Guid Id, string Domain, string? Dns = null)
{
    /// <summary>The tenant lives under a path: its cookie carries its id in the name.</summary>
    public bool ByPath => Domain is not "" && Dns is null;

    public static RequestTenant Of(HttpContext http) => http.Features.Get<RequestTenant>() ?? throw new InvalidOperationException("No tenant was resolved for this request.");
}
