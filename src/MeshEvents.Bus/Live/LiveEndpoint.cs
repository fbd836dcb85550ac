using System.Globalization;
using MeshEvents.Bus.Http;
using MeshEvents.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Bus.Live;

/// <summary><c>GET /api/live</c>: server-sent events that resume by <c>Last-Event-ID</c> without a gap, also after a restart.</summary>
public static class LiveEndpoint
{
    static readonly TimeSpan quiet = TimeSpan.FromSeconds(15);

    public static void MapLive(this IEndpointRouteBuilder app) => app.MapGet("/api/live", (Delegate)FollowAsync).WithName("followLive").WithMetadata(LiveMetadata.One);

    static async Task<IResult> FollowAsync(HttpContext http)
    {
        var services = http.RequestServices;
        var (actor, no) = await services.GetRequiredService<IWhoAsks>().OfAsync(http);
        if ((no ?? (actor.SignedIn ? null : Refuse.SignInFirst)) is { } refused) return Problems.Of(refused, http);
        var last = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : http.Request.Query["after"].ToString();
        if (last is { Length: > 0 } && !long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return Problems.Of(Refuse.Invalid("Last-Event-ID is not a sequence number."), http);
        return new Feed(actor, last is { Length: > 0 } ? long.Parse(last, CultureInfo.InvariantCulture) : null);
    }

    sealed class Feed(Actor actor, long? after) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            var feed = http.RequestServices.GetRequiredService<LiveFeed>();
            var resume = http.RequestServices.GetRequiredService<LiveResume>();
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers["X-Accel-Buffering"] = "no";
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

            // opened before the past is read: what happens meanwhile waits in the reader and is told apart by its number
            var reader = feed.Open(actor);
            try
            {
                await http.Response.WriteAsync("retry: 1000\n: hello\n\n", http.RequestAborted);
                reader.From = await resume.SendAsync(actor, after, http, http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await CopyAsync(reader, http);
            }
            catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested) { return; }
            finally { feed.Close(reader); }
        }

        static async Task CopyAsync(LiveReader reader, HttpContext http)
        {
            var stop = http.RequestAborted;
            var more = reader.Items.WaitToReadAsync(stop).AsTask();
            while (true)
            {
                if (await Task.WhenAny(more, Task.Delay(quiet, stop)) != more)
                {
                    await http.Response.WriteAsync(": still here\n\n", stop);
                    await http.Response.Body.FlushAsync(stop);
                    continue;
                }
                if (!await more) return;
                while (reader.Items.TryRead(out var item))
                    if (item.Sequence == 0 || item.Sequence > reader.From) await http.Response.WriteAsync(item.Text, stop);
                await http.Response.Body.FlushAsync(stop);
                more = reader.Items.WaitToReadAsync(stop).AsTask();
            }
        }
    }
}

/// <summary>Marks the feed for the API document.</summary>
public sealed record LiveMetadata { public static readonly LiveMetadata One = new(); }
