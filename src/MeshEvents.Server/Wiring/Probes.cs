using MeshEvents.Server.Health;

namespace MeshEvents.Server.Wiring;

/// <summary>Asked by machines, without an account, and answered in a word: <c>/healthz</c> and MeshCentral's <c>/health.ashx</c> while the process lives, <c>/readyz</c> when people may come.</summary>
static class Probes
{
    public static void MapProbes(this WebApplication app)
    {
        app.MapGet("/healthz", (RequestDelegate)AliveAsync).ExcludeFromDescription();
        app.MapGet("/health.ashx", (RequestDelegate)AliveAsync).ExcludeFromDescription();
        app.MapGet("/readyz", (RequestDelegate)ReadyAsync).ExcludeFromDescription();
    }

    static Task AliveAsync(HttpContext http) => SayAsync(http, StatusCodes.Status200OK, "ok");

    static async Task ReadyAsync(HttpContext http)
    {
        var ready = await http.RequestServices.GetRequiredService<Readiness>().IsReadyAsync(http.RequestAborted);
        await SayAsync(http, ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, ready ? "ok" : "not ready");
    }

    static Task SayAsync(HttpContext http, int status, string word)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(word, http.RequestAborted);
    }
}
