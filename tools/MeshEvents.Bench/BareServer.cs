using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshEvents.Bench;

/// <summary>
/// The baseline for everything over TLS: Kestrel with the same kind of certificate (P-256) and not a line of ours. <c>/idle</c> holds a WebSocket, <c>/echo</c> sends back,
/// <c>/pair?id=…</c> copies between two sockets with the plainest loop there is.
/// </summary>
static class BareServer
{
    const int Chunk = 64 << 10;

    static readonly ConcurrentDictionary<string, TaskCompletionSource<WebSocket>> waiting = [];

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
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } });
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
        await app.RunAsync();
        return 0;
    }

    static async Task AcceptAsync(HttpContext http, Func<WebSocket, Task> serve)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        try { await serve(socket); }
        catch (WebSocketException) { http.Abort(); }
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
