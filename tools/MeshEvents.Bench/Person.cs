using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeshEvents.Identity.SignIn;
using MeshEvents.Kernel;
using MeshEvents.Wire;
using MeshEvents.Wire.Msh;

namespace MeshEvents.Bench;

/// <summary>A signed-in person's requests, as a browser makes them: cookie, origin, token.</summary>
sealed class Person : IDisposable
{
    const string Password = "a long bench password";

    readonly CookieContainer cookies = new();
    readonly Uri server;
    readonly HttpClient http;
    string csrf = "";

    Person(Uri server) => (this.server, http) = (server, NewClient(server, cookies));

    public string Cookie => cookies.GetCookieHeader(server);
    public string Origin => server.GetLeftPart(UriPartial.Authority);

    /// <summary>A client with connections of its own and this person's cookie.</summary>
    public HttpClient AnotherClient() => NewClient(server, cookies);

    public static async Task<Person> SetUpAsync(Uri server, string code)
    {
        var person = new Person(server);
        var answer = await person.SendAsync(HttpMethod.Post, "/api/setup", new { code, name = "bench", email = "bench@example.org", password = Password, groupName = "bench" });
        person.csrf = (await answer.Content.ReadFromJsonAsync<Me>(Json.Web))!.Csrf;
        return person;
    }

    static HttpClient NewClient(Uri server, CookieContainer cookies) => new(new SocketsHttpHandler
    {
        CookieContainer = cookies, SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true }, ConnectTimeout = TimeSpan.FromSeconds(5),
    }) { BaseAddress = server, DefaultRequestVersion = HttpVersion.Version20 };

    /// <exception cref="HttpRequestException">No answer, or not a good one.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Version = HttpVersion.Version20 };
        request.Headers.Add("Origin", Origin);
        if (csrf.Length > 0) request.Headers.Add(WhoAsks.CsrfHeader, csrf);
        if (body is not null) request.Content = JsonContent.Create(body, options: Json.Web);
        var answer = await http.SendAsync(request);
        if (answer.IsSuccessStatusCode) return answer;
        throw new HttpRequestException($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}", null, answer.StatusCode);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Json.Web);
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await SendAsync(HttpMethod.Post, path, body);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Json.Web);
    }

    /// <summary>The settings by which agents join the person's first group.</summary>
    public async Task<MshSettings> SettingsAsync()
    {
        var group = (await GetAsync("/api/groups")).GetProperty("rows")[0].GetProperty("id").GetGuid();
        using var file = await SendAsync(HttpMethod.Get, $"/api/groups/{group}/msh");
        return MshReader.Read(await file.Content.ReadAsByteArrayAsync(), out var settings, out var reason) is Reading.Done ? settings : throw new BenchException(reason);
    }

    /// <summary>The first device that is connected, and offers a terminal.</summary>
    public async Task<Guid> ReadyDeviceAsync()
    {
        Guid? found = null;
        await Wait.UntilAsync(async () => (found = await ReadyAsync()) is not null, "a device comes online");
        return found!.Value;
    }

    async Task<Guid?> ReadyAsync() => (await GetAsync("/api/devices")).GetProperty("rows").EnumerateArray()
        .Where(d => d.GetProperty("online").GetBoolean() && d.GetProperty("offers").GetArrayLength() > 0).Select(d => (Guid?)d.GetProperty("id").GetGuid()).FirstOrDefault();

    public void Dispose() => http.Dispose();
}
