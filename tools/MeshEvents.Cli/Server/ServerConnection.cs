using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshEvents.Cli.Server;

/// <summary>Requests to one server. Whatever goes wrong becomes a <see cref="MeshException"/> with its exit code, a sentence, and a next step.</summary>
sealed class ServerConnection : IDisposable
{
    readonly CertificateCheck check;
    readonly SocketsHttpHandler handler;
    readonly HttpClient http;
    readonly string? token;

    public ServerConnection(KnownServer server)
    {
        (Address, token) = (server.Address, server.Token);
        check = new(server.Pin, server.Authority);
        handler = new() { SslOptions = check.Options(), ConnectTimeout = TimeSpan.FromSeconds(10), UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All };
        http = new(handler) { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd($"mesh/{Mesh.Version}");
        if (token is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    public Uri Address { get; }
    public string? SeenKey => check.Seen;

    /// <summary>An address under the server's own, also where that has a path.</summary>
    public Uri At(string path) => new(Address, path.TrimStart('/'));

    public Task<JsonElement> GetAsync(string path, CancellationToken stop) => JsonAsync(HttpMethod.Get, path, null, stop);

    /// <summary>An answer without a body is <c>Undefined</c>.</summary>
    public async Task<JsonElement> JsonAsync(HttpMethod method, string path, JsonNode? body, CancellationToken stop)
    {
        using var answer = await SendAsync(method, path, body, stop);
        var text = await TextAsync(answer, stop);
        if (text.Length == 0) return default;
        try { return JsonElement.Parse(text); }
        catch (JsonException) { throw NotOurs(); }
    }

    /// <summary>An answer whose head is there and whose body is yet to be read; a refusal is thrown.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken stop, Action<HttpRequestHeaders>? more = null)
    {
        using var request = new HttpRequestMessage(method, At(path));
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        more?.Invoke(request.Headers);
        HttpResponseMessage answer;
        try { answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop); }
        catch (Exception e) when (IsBroken(e)) { throw Unreachable(e); }
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw await RefusedAsync(answer, stop);
    }

    public async Task<ClientWebSocket> OpenSocketAsync(string path, CancellationToken stop)
    {
        var socket = new ClientWebSocket();
        if (token is not null) socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        socket.Options.SetRequestHeader("User-Agent", $"mesh/{Mesh.Version}");
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(20);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(20);
        // the path is whole: the server names it with its domain
        var address = new UriBuilder(new Uri(Address.GetLeftPart(UriPartial.Authority) + path)) { Scheme = Address.Scheme == Uri.UriSchemeHttp ? "ws" : "wss" }.Uri;
        try { await socket.ConnectAsync(address, http, stop); }
        catch (WebSocketException e) { socket.Dispose(); throw Unreachable(e); }
        return socket;
    }

    static async Task<string> TextAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        try { return await answer.Content.ReadAsStringAsync(stop); }
        catch (Exception e) when (IsBroken(e)) { throw new MeshException(Exit.Unreachable, $"The connection broke: {e.Message}"); }
    }

    static bool IsBroken(Exception e) => e is HttpRequestException or IOException;

    MeshException Unreachable(Exception e)
    {
        var cause = e;
        while (cause.InnerException is { } inner && cause is not (SocketException or AuthenticationException)) cause = inner;
        if (check.Other) return new(Exit.Unreachable, $"{Address} shows another key than the one that was met at login: {check.Seen}.", $"if the server's key was replaced on purpose: mesh login {Address}");
        if (cause is AuthenticationException && check.Seen is { } seen)
            return new(Exit.Unreachable, $"Nobody whom this machine trusts vouches for the certificate of {Address}; its key is {seen}.", $"mesh login {Address}");
        return new(Exit.Unreachable, $"{Address} cannot be reached: {cause.Message}", "check the address, and whether the server runs");
    }

    MeshException NotOurs() => new(Exit.Unreachable, $"{Address} does not answer like a MeshEvents server.", "check the address");

    async Task<MeshException> RefusedAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        var text = await TextAsync(answer, stop);
        if (Problem.TryRead(text) is not { } problem) return NotOurs();
        var next = answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => token is null ? $"mesh login {Address}" : "mesh login",
            HttpStatusCode.TooManyRequests when answer.Headers.RetryAfter?.Delta is { } wait => $"try again in {Math.Ceiling(wait.TotalSeconds)} seconds",
            _ => null,
        };
        return new(answer.StatusCode is HttpStatusCode.Unauthorized ? Exit.NotSignedIn : Exit.Refused, problem, next);
    }

    public void Dispose()
    {
        http.Dispose();
        handler.Dispose();
    }
}
