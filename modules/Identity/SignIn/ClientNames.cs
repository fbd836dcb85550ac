using MeshEvents.Kernel;
using Microsoft.AspNetCore.Http;

namespace MeshEvents.Identity.SignIn;

static class UserSecrets
{
    public const string Password = "identity.password";
}

/// <summary>What the asking program calls itself, cleaned and short.</summary>
public sealed class ClientNames(IHttpContextAccessor http)
{
    public string Current => Clean.Line(http.HttpContext?.Request.Headers.UserAgent.ToString(), 200) is { Length: > 0 } name ? name : "unknown";
}
