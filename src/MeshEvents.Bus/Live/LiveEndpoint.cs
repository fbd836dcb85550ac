using System.Buffers;
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

    public static void MapLive(this IEndpointRouteBuilder app) => app.MapAnswer(HttpMethods.Get, "/api/live", FollowAsync).WithName("followLive").WithMetadata(LiveMetadata.One);

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
            var (stop, body) = (http.RequestAborted, http.Response.BodyWriter);
            var next = reader.Items.WaitToReadAsync(stop).AsTask();     // the same one is waited for again after a quiet time
            for (var more = true; more;)
            {
                try
                {
                    more = await next.WaitAsync(quiet, stop);
                    while (reader.Items.TryRead(out var item))
                        if (item.Sequence == 0 || item.Sequence > reader.From) body.Write(item.Utf8);
                    next = reader.Items.WaitToReadAsync(stop).AsTask();
                }
                catch (TimeoutException) { body.Write(": still here\n\n"u8); }
                await body.FlushAsync(stop);
            }
        }
    }
}

/// <summary>Marks the feed for the API document.</summary>
public sealed record LiveMetadata { public static readonly LiveMetadata One = new(); }
