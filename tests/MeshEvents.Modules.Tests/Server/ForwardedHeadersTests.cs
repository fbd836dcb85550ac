namespace MeshEvents.Modules.Tests.Server;

/// <summary>Whose word about addresses is believed. Loopback addresses stand for machines: 127.0.70.1 is the listed proxy.</summary>
public sealed class ForwardedHeadersTests(BehindProxy server) : IClassFixture<BehindProxy>
{
    async Task<string?> SeenAs(string from, params (string Name, string Value)[] headers)
    {
        var person = server.Nobody(from: from);
        var request = person.Request(HttpMethod.Post, "/api/sign-in");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        request.Content = System.Net.Http.Json.JsonContent.Create(new { name = server.Technician.Name, password = server.Technician.Password });
        var signedIn = await person.Send(request);
        Assert.Equal(HttpStatusCode.OK, signedIn.Status);
        await server.Get<MeshEvents.Store.EventStore>().WaitForAsync("audit.entries", signedIn.Sequence, Waiting.Patience);
        var lines = await server.Administrator.Get($"/api/audit?kind=identity.login_started&person={server.Technician.Id}&take=50").Be(HttpStatusCode.OK);
        return lines.Json.GetProperty("rows")[0].GetProperty("address").GetString();
    }

    [Fact]
    public async Task A_strangers_word_counts_for_nothing() =>
        Assert.Equal("127.0.70.9", await SeenAs("127.0.70.9", ("X-Forwarded-For", "203.0.113.5"), ("X-Real-IP", "203.0.113.5"), ("Forwarded", "for=203.0.113.5")));

    [Fact]
    public async Task The_listed_proxys_word_is_taken() =>
        Assert.Equal("203.0.113.5", await SeenAs(BehindProxy.Proxy, ("X-Forwarded-For", "203.0.113.5")));

    /// <summary>What came with the request stands left of what the proxy added: the last address that is no proxy of ours is the sender.</summary>
    [Fact]
    public async Task What_the_sender_wrote_before_the_proxy_is_not_believed() =>
        Assert.Equal("203.0.113.5", await SeenAs(BehindProxy.Proxy, ("X-Forwarded-For", "198.51.100.66, 203.0.113.5")));

    [Fact]
    public async Task Nonsense_from_the_proxy_leaves_the_proxys_address() =>
        Assert.Equal(BehindProxy.Proxy, await SeenAs(BehindProxy.Proxy, ("X-Forwarded-For", "<script>")));

    [Fact]
    public async Task A_forwarded_name_must_be_ours_too()
    {
        var request = server.Nobody(from: BehindProxy.Proxy).Request(HttpMethod.Get, "/healthz");
        request.Headers.Add("X-Forwarded-Host", "evil.example.org");
        Assert.Equal("server.not-my-name", (await server.Nobody(from: BehindProxy.Proxy).Send(request)).Code);

        // a stranger cannot lend the request another name, for good or ill
        var stranger = server.Nobody(from: "127.0.70.9").Request(HttpMethod.Get, "/healthz");
        stranger.Headers.Add("X-Forwarded-Host", "evil.example.org");
        Assert.Equal(HttpStatusCode.OK, (await server.Nobody(from: "127.0.70.9").Send(stranger)).Status);
    }

    [Fact]
    public async Task Limits_count_who_is_behind_the_proxy()
    {
        var limits = server.Get<MeshEvents.Devices.Gateway.AgentLimits>();
        await using var socket = await MessageSocket.OpenAsync(server.Address, "/agent.ashx", BehindProxy.Proxy, ("X-Forwarded-For", "203.0.113.77"));
        var places = Enumerable.Range(0, MeshEvents.Devices.Gateway.AgentLimits.MostFromOne).Select(_ => limits.Enter("203.0.113.77")).ToList();
        Assert.Null(places[^1]);
        Assert.NotNull(places[^2]);
        foreach (var place in places) place?.Dispose();
    }
}

/// <summary>A server that believes one proxy.</summary>
public sealed class BehindProxy : ServerFixture
{
    public const string Proxy = "127.0.70.1";
    protected override string Settings => $$"""{ "trustedProxy": ["{{Proxy}}"] }""";
}
