using System.Reflection;
using MeshEvents.Bus;
using MeshEvents.Bus.Http;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;
using Microsoft.AspNetCore.Http;

namespace MeshEvents.Identity.SignIn;

public sealed record ServerInfo(string Name, string Version);

/// <summary>The signed-in person, and what the console needs to speak for them.</summary>
/// <param name="IdleMinutes">Not used for so long, the sign-in ends.</param>
/// <param name="EndsAt">It ends then in any case.</param>
/// <param name="Csrf">Header <c>Mesh-Csrf</c> of every request that changes something.</param>
public sealed record Me(UserId UserId, string Name, string? Email, uint SiteRights, bool Administrator, string Csrf, LoginId LoginId, int IdleMinutes, DateTimeOffset EndsAt, ServerInfo Server)
{
    static readonly string version = typeof(Me).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static Me Of(UserId id, string name, string? email, uint rights, string csrf, LoginId login, DateTimeOffset ends, SignInTimes times) =>
        new(id, name, email, rights, rights == Rights.Full, csrf, login, times.IdleMinutes, ends, new(Environment.MachineName, version));
}

/// <summary>The answer to a sign-in: sets the cookie, and tells who one is now. The secret is in the cookie and nowhere else.</summary>
public sealed record SignedIn(Me Me, Secret Cookie) : IAnswerOverHttp
{
    public async Task WriteAsync(HttpContext http)
    {
        http.Response.Cookies.Append(WhoAsks.CookieOf(RequestTenant.Of(http)), Cookie.Reveal(), Options());
        await http.Response.WriteAsJsonAsync(Me, Json.Web, http.RequestAborted);
    }

    public static CookieOptions Options() => new() { Secure = true, HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };

    public static SignedIn Start(LoginId login, Secret secret, UserId user, string name, string? email, uint rights, DateTimeOffset at, SignInTimes times) =>
        new(Me.Of(user, name, email, rights, Logins.CsrfOf(secret.Reveal()), login, at + SignInTimes.Longest, times), new($"{login.Value:N}.{secret.Reveal()}"));
}

/// <summary>The cookie goes with the session.</summary>
public sealed record SignedOut : IAnswerOverHttp
{
    public Task WriteAsync(HttpContext http)
    {
        http.Response.Cookies.Delete(WhoAsks.CookieOf(RequestTenant.Of(http)), SignedIn.Options());
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
