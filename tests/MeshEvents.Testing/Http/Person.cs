using System.Net;
using System.Net.Http.Json;
using System.Text;
using MeshEvents.Kernel;

namespace MeshEvents.Testing.Http;

/// <summary>Somebody with a browser: the cookie, the token and the origin that a page of ours would send. Without a cookie it is nobody.</summary>
/// <param name="path">Prefix of the tenant: empty, or <c>/other</c>.</param>
public sealed class Person(Uri server, string path = "", string from = "127.0.0.1") : IDisposable
{
    readonly HttpClient http = new(Connecting.From(from)) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };

    public string Name { get; private set; } = "nobody";
    public string Password { get; private set; } = "";
    public Guid Id { get; private set; }
    public Guid Login { get; private set; }
    public string? Cookie { get; set; }
    public string? Csrf { get; set; }

    /// <summary>Set for a program: its access token, in place of cookie and page.</summary>
    public string? Token { get; set; }
    public string Origin => server.GetLeftPart(UriPartial.Authority);
    public Uri Server => server;
    public string Path => path;

    public Task<Reply> Get(string address) => Send(HttpMethod.Get, address, null);
    public Task<Reply> Post(string address, object? body = null, string? once = null) => Send(HttpMethod.Post, address, body, once);
    public Task<Reply> Put(string address, object? body = null, string? once = null) => Send(HttpMethod.Put, address, body, once);
    public Task<Reply> Delete(string address, object? body = null) => Send(HttpMethod.Delete, address, body);

    public async Task<Reply> Send(HttpMethod method, string address, object? body, string? once = null)
    {
        using var request = Request(method, address);
        if (once is not null) request.Headers.Add("Idempotency-Key", once);
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: Json.Web);
        return await Send(request);
    }

    public async Task<Reply> SendText(HttpMethod method, string address, string body, string type = "application/json")
    {
        using var request = Request(method, address);
        request.Content = new StringContent(body, Encoding.UTF8, type);
        return await Send(request);
    }

    public async Task<Reply> Send(HttpRequestMessage request) => await Reply.OfAsync(await http.SendAsync(request));

    /// <summary>A request as this person's page would send it; take away from it what a test wants to miss.</summary>
    public HttpRequestMessage Request(HttpMethod method, string address)
    {
        var request = new HttpRequestMessage(method, path + address);
        if (Token is not null)
        {
            request.Headers.Add("Authorization", $"Bearer {Token}");
            return request;
        }
        if (!string.IsNullOrEmpty(Cookie)) request.Headers.Add("Cookie", Cookie);
        if (method == HttpMethod.Get || method == HttpMethod.Head) return request;
        request.Headers.Add("Origin", Origin);
        if (Csrf is not null) request.Headers.Add("Mesh-Csrf", Csrf);
        return request;
    }

    /// <summary>Takes the cookie and the token of a sign-in or set-up.</summary>
    public void Take(Reply signedIn, string name, string password)
    {
        var set = signedIn.Headers.GetValues("Set-Cookie").Single();
        (Cookie, Csrf) = (set.Split(';')[0], signedIn.Json.GetProperty("csrf").GetString());
        (Name, Password, Id, Login) = (name, password, signedIn.Json.GetProperty("userId").GetGuid(), signedIn.Json.GetProperty("loginId").GetGuid());
    }

    public async Task<Person> SignIn(string name, string password)
    {
        Take(await Post("/api/sign-in", new { name, password }).Be(HttpStatusCode.OK), name, password);
        return this;
    }

    public async Task<Live> Live(long? after = null)
    {
        var request = Request(HttpMethod.Get, "/api/live");
        if (after is { } id) request.Headers.Add("Last-Event-ID", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        return await Http.Live.Open(answer, after is null);
    }

    public void Dispose() => http.Dispose();
}
