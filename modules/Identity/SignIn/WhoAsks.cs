using MeshEvents.Bus;
using MeshEvents.Bus.Http;
using MeshEvents.Bus.Live;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.Tokens;
using MeshEvents.Kernel;
using Microsoft.AspNetCore.Http;

namespace MeshEvents.Identity.SignIn;

/// <summary>
/// Tells who sent a request, from its cookie or its access token (<c>Authorization: Bearer</c>). With a cookie, a request that changes something must come from our own pages (Origin, or Sec-Fetch-Site) and carry the
/// session's token; a WebSocket must come from our own pages in every mode. What a person asks keeps the sign-in alive; what a page asks by itself does not.
/// </summary>
public sealed class WhoAsks(Logins logins, AccessTokens tokens) : IWhoAsks
{
    public const string CsrfHeader = "Mesh-Csrf";

    /// <summary>Set by a page on what it asks by itself, while nobody touches it.</summary>
    public const string UnattendedHeader = "Mesh-Unattended";
    static readonly object remembered = new();

    static readonly Refusal crossSite = new(403, "cross-site", "This request came from another site.");
    static readonly Refusal noToken = new(403, "csrf", $"The request lacks the {CsrfHeader} header of this session. Reload the page.");

    public async ValueTask<(Actor Actor, Refusal? No)> OfAsync(HttpContext http)
    {
        var tenant = RequestTenant.Of(http);
        var nobody = Actor.Nobody(tenant.Id, AddressOf(http));
        if (IsCrossSite(http.Request)) return (nobody, crossSite);
        // one that comes by a token is never taken for the owner of a cookie beside it; no browser sends one by accident, so it needs no proof of its page
        if (TokenOf(http.Request) is { } token)
        {
            var (program, wrong) = await tokens.FindAsync(tenant.Id, token, AddressOf(http), DoorOf(http.Request), http.RequestAborted);
            return (program ?? nobody, wrong);
        }
        if (await LoginAsync(http) is not { } login)
        {
            if (await OverAsync(http) is { } why) http.Features.Set(new SignInOver(why));
            return (nobody, null);
        }

        // a WebSocket over HTTP/2 is a CONNECT; it changes nothing, and its Origin was looked at above
        var unsafely = !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && !http.WebSockets.IsWebSocketRequest;
        if (unsafely && !FromOurPages(http.Request)) return (nobody, crossSite);
        if (unsafely && !CryptoEquals(http.Request.Headers[CsrfHeader].ToString(), login.Csrf)) return (nobody, noToken);
        return (new(ActorKind.User, login.User.Value, login.Name, tenant.Id, Via.Web, AddressOf(http), login.Id.Value, "pwd"), null);
    }

    /// <summary>The request's login session, looked up once.</summary>
    public async ValueTask<KnownLogin?> LoginAsync(HttpContext http)
    {
        if (http.Items.TryGetValue(remembered, out var known)) return known as KnownLogin;
        var tenant = RequestTenant.Of(http);
        var login = http.Request.Cookies[CookieOf(tenant)] is { Length: > 0 } cookie ? await logins.FindAsync(tenant.Id, cookie, IsUse(http), http.RequestAborted) : null;
        http.Items[remembered] = login;
        return login;
    }

    public void Used(Actor by)
    {
        if (by.Login is { } login) logins.Used(new(login));
    }

    /// The feed is opened again and again by the page itself, and would keep a sign-in alive for ever.
    static bool IsUse(HttpContext http) => !http.Request.Headers.ContainsKey(UnattendedHeader) && http.GetEndpoint()?.Metadata.GetMetadata<LiveMetadata>() is null;

    async Task<Refusal?> OverAsync(HttpContext http)
    {
        var tenant = RequestTenant.Of(http);
        if (http.Request.Cookies[CookieOf(tenant)] is not { Length: > 0 } cookie) return null;
        return await logins.EndOfAsync(tenant.Id, cookie, http.RequestAborted) switch
        {
            { IdleMinutes: { } minutes } => new(401, "identity.idle", $"You were signed out because nothing was done for {minutes} minutes. Sign in again."),
            { Reason: LoginEnded.Longest } => new(401, "identity.longest", "You were signed out because 12 hours had passed since you signed in. Sign in again."),
            _ => null,
        };
    }

    public static string CookieOf(RequestTenant tenant) => tenant.ByPath ? $"__Host-mesh-{tenant.Id:N}" : "__Host-mesh";

    public static string? AddressOf(HttpContext http) => http.Connection.RemoteIpAddress is { } ip ? (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).ToString() : null;

    static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { Length: > 7 } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;

    /// The command line says its own name; every other program is one of the API's.
    static Via DoorOf(HttpRequest request) => request.Headers.UserAgent.ToString().StartsWith("mesh/", StringComparison.Ordinal) ? Via.Cli : Via.Web;

    /// A browser says Origin on every unsafe request and on every WebSocket; other programs say none, and hold no cookie by accident.
    static bool IsCrossSite(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin
            ? !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            : request.HttpContext.WebSockets.IsWebSocketRequest && request.Headers.Cookie.Count > 0;

    static bool FromOurPages(HttpRequest request) => request.Headers.Origin.Count > 0 || request.Headers["Sec-Fetch-Site"] == "same-origin";

    static bool CryptoEquals(string one, string other) =>
        System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(one), System.Text.Encoding.UTF8.GetBytes(other));
}
