using MeshEvents.Bus.Http;
using MeshEvents.Bus.Live;
using MeshEvents.Kernel;
using MeshEvents.Server.Configuration;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.HttpOverrides;
using Npgsql;

namespace MeshEvents.Server.Wiring;

/// <summary>What every request passes, in order: proxies that are trusted, headers, our own names, the tenant, then the routes.</summary>
static partial class Pipeline
{
    public static void UsePipeline(this WebApplication app, ServerSettings settings)
    {
        if (settings.TlsOffload) app.Use((http, next) => ByProxyAsync(http, settings, next));
        if (settings.TrustedProxies.Count > 0) app.UseForwardedHeaders(Forwarded(settings));
        app.Use((http, next) => { SecurityHeaders.Every(http.Response); return next(http); });
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = FailedAsync, SuppressDiagnosticsCallback = c => c.Exception is OperationCanceledException || IsAway(c.Exception) });
        app.Use(OwnNameAsync);
        var tenants = app.Services.GetRequiredService<TenantMap>();
        app.Use((http, next) => { http.Features.Set(tenants.Resolve(http)); return next(http); });
        app.UseWebSockets();
        app.UseRouting();
    }

    public static void MapEverything(this WebApplication app, IEnumerable<Bus.IModule> modules)
    {
        foreach (var module in modules) module.Sockets(app);
        app.MapSlices();
        app.MapLive();
        app.MapApiDocument("/api/openapi.json");
        app.MapProbes();
        app.MapFallback("{*path}", (RequestDelegate)app.Services.GetRequiredService<Pages>().ServeAsync);
    }

    /// Plain HTTP is spoken with the proxy alone, which has ended TLS: what it passes on came over HTTPS, whatever its headers say.
    static Task ByProxyAsync(HttpContext http, ServerSettings settings, RequestDelegate next)
    {
        var from = http.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : http.Connection.RemoteIpAddress;
        if (from is null || !settings.TrustedProxies.Any(p => p.Contains(from)))
        {
            SecurityHeaders.Every(http.Response);
            return Problems.Of(new(403, "server.not-by-proxy", "This server is reached through its proxy alone: settings.tlsOffload in config.json lists the proxies."), http).ExecuteAsync(http);
        }
        http.Request.Headers["X-Forwarded-Proto"] = Uri.UriSchemeHttps;
        http.Request.Scheme = Uri.UriSchemeHttps;
        return next(http);
    }

    static ForwardedHeadersOptions Forwarded(ServerSettings settings)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in settings.TrustedProxies) options.KnownIPNetworks.Add(network);
        return options;
    }

    /// Agents and relays come by whatever address they were given; for all others the name must be ours.
    static Task OwnNameAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.Value is { } path && (path.EndsWith("/agent.ashx", StringComparison.Ordinal) || path.EndsWith("/meshrelay.ashx", StringComparison.Ordinal) && http.Request.Headers.Origin.Count == 0)
            || http.RequestServices.GetRequiredService<OwnAddresses>().Knows(http.Request.Host)) return next(http);
        var name = Clean.Line(http.Request.Host.Host, 100);
        return Problems.Of(new(421, "server.not-my-name", $"This server does not know itself as '{name}'. An administrator can add the name to \"hostNames\" in config.json."), http).ExecuteAsync(http);
    }

    static Task FailedAsync(HttpContext http)
    {
        SecurityHeaders.Every(http.Response);
        var error = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        var no = error switch
        {
            OperationCanceledException => new Refusal(499, "gone", "The request was given up."),
            BadHttpRequestException bad => new(bad.StatusCode, bad.StatusCode == 413 ? "too-large" : "malformed", "The request was not understood."),
            { } e when IsAway(e) => new(503, "server.database-away", "The database does not answer at this moment. Nothing was lost; try again in a few seconds.") { RetryAfter = TimeSpan.FromSeconds(2) },
            _ => new(500, "server.failed", "Something went wrong in the server. Its log has the details under this trace id."),
        };
        if (no.Status == 503) Away(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(Pipeline)), error!.Message);
        return Problems.Of(no, http).ExecuteAsync(http);
    }

    /// A statement that PostgreSQL refuses is a bug of ours and belongs into the log; only class 57P (shutting down) and what is transient passes by itself.
    static bool IsAway(Exception e) =>
        e is PostgresException refused ? refused.IsTransient || refused.SqlState.StartsWith("57P", StringComparison.Ordinal) : e is NpgsqlException or TimeoutException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request found the database away: {Error}")]
    static partial void Away(ILogger log, string error);
}
