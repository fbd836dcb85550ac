using Microsoft.AspNetCore.Http;

namespace MeshEvents.Bus.Http;

/// <summary>The tenant a request is for: from the host name, else the first path segment, else the first tenant. Set once, by the server's own middleware.</summary>
/// <param name="ByPath">The tenant lives under a path: its cookie carries its id in the name.</param>
public sealed record RequestTenant(Guid Id, string Domain, bool ByPath)
{
    public static RequestTenant Of(HttpContext http) => http.Features.Get<RequestTenant>() ?? throw new InvalidOperationException("No tenant was resolved for this request.");
}
