using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;

namespace MeshEvents.Bench;

/// <summary>
/// The baseline for everything over TLS: Kestrel with the same kind of certificate (P-256) and not a line of ours. <c>/idle</c> holds a WebSocket, <c>/echo</c> sends back,
/// <c>/pair?id=…</c> copies between two sockets with the plainest loop there is, <c>/api/live</c> holds server-sent events and <c>/tell</c> sends what it is given to all of them.
/// </summary>
static class BareServer
{
    const int Chunk = 64 << 10;

    static readonly ConcurrentBag<Channel<byte[]>> feeds = [];
    static readonly ConcurrentDictionary<string, TaskCompletionSource<WebSocket>> waiting = [];

    /// <summary>A client that takes its certificate.</summary>
    public static HttpClient NewClient(Uri address) =>
        new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } }) { BaseAddress = address, DefaultRequestVersion = HttpVersion.Version20 };

    /// <summary>Starts it as a process of its own and waits until it answers.</summary>
    public static async Task<(Child Process, Uri Address)> StartAsync()
    {
        var (child, address) = Spawn();
        await AnswersAsync(child, address);
        return (child, address);
    }

    public static (Child Process, Uri Address) Spawn()
    {
        var port = Machine.FreePort();
        return (Child.Start(Environment.ProcessPath!, ["bare", $"{port}"]), new Uri($"https://localhost:{port}"));
    }

    public static async Task AnswersAsync(Child child, Uri address)
    {
        using var http = NewClient(address);
        await child.UntilAsync(async () =>
        {
            try { return (await http.GetAsync(address)).IsSuccessStatusCode; }
            catch (HttpRequestException) { return false; }
        }, "the baseline server starts");
    }

    public static async Task<int> RunAsync(int port)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(k => k.ListenLocalhost(port, l => l.UseHttps(made)));
        var app = builder.Build();
        app.UseWebSockets();
        app.MapGet("/", () => "ok");
        app.MapGet("/idle", (RequestDelegate)(http => AcceptAsync(http, IdleAsync)));
        app.MapGet("/echo", (RequestDelegate)(http => AcceptAsync(http, socket => CopyAsync(socket, socket))));
        app.MapGet("/pair", (RequestDelegate)(http => AcceptAsync(http, socket => PairAsync(socket, http.Request.Query["id"].ToString()))));
        app.MapGet("/api/live", (RequestDelegate)FeedAsync);
        app.MapPut("/tell", (RequestDelegate)TellAsync);
        await app.RunAsync();
        return 0;
    }

    static async Task AcceptAsync(HttpContext http, Func<WebSocket, Task> serve)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        try { await serve(socket); }
        catch (WebSocketException) { http.Abort(); }
    }

    static async Task FeedAsync(HttpContext http)
    {
        var mine = Channel.CreateUnbounded<byte[]>();
        feeds.Add(mine);
        http.Response.ContentType = "text/event-stream";
        await http.Response.Body.WriteAsync("event: Mark\ndata: {}\n\n"u8.ToArray());
        await http.Response.Body.FlushAsync();
        await foreach (var row in mine.Reader.ReadAllAsync(http.RequestAborted))
        {
            await http.Response.Body.WriteAsync(row);
            await http.Response.Body.FlushAsync();
        }
    }

    static async Task TellAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        byte[] row = [.. "event: DeviceRow\nid: 1\ndata: "u8, .. body.ToArray(), .. "\n\n"u8];
        foreach (var feed in feeds) feed.Writer.TryWrite(row);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    static async Task IdleAsync(WebSocket socket) => await socket.ReceiveAsync(new byte[4096].AsMemory(), CancellationToken.None);

    static async Task PairAsync(WebSocket socket, string id)
    {
        var mine = new TaskCompletionSource<WebSocket>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (waiting.GetOrAdd(id, mine) is var first && first != mine)
        {
            first.SetResult(socket);
            await CopyAsync(socket, await Other(id).Task);
            return;
        }
        var other = await mine.Task;
        Other(id).SetResult(socket);
        await CopyAsync(socket, other);
    }

    static TaskCompletionSource<WebSocket> Other(string id) => waiting.GetOrAdd(id + "/other", _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    static async Task CopyAsync(WebSocket from, WebSocket to)
    {
        var buffer = new byte[Chunk];
        while (await from.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } got)
            await to.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, got.EndOfMessage, CancellationToken.None);
    }
}
