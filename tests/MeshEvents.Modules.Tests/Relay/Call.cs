namespace MeshEvents.Modules.Tests.Relay;

/// <summary>A session that was asked for: the device knows, nobody has dialled yet.</summary>
sealed class Call(ServerFixture server, Guid session, string path, FakeAgent agent, Wire.ControlMessages.OpenTunnel asked, TestDevice device, Person person) : IAsyncDisposable
{
    readonly List<RelaySide> sides = [];

    public Guid Session => session;
    public string Path => path;
    public FakeAgent Agent => agent;
    public Wire.ControlMessages.OpenTunnel Asked => asked;
    public TestDevice Device => device;
    public Person Person => person;

    public static async Task<Call> StartAsync(ServerFixture server, Person? person = null, TestGroup? group = null, AgentKey? key = null, ChannelKind kind = ChannelKind.Terminal)
    {
        person ??= server.Technician;
        var (device, agent) = await server.OnlineDeviceAsync(group, key);
        var pass = await person.Post("/api/sessions", new { deviceId = device.Id, kind = kind.ToString() }).Be(HttpStatusCode.Created);
        return new(server, pass.Json.GetProperty("sessionId").GetGuid(), pass.Json.GetProperty("path").GetString()!, agent, await agent.AskedAsync(), device, person);
    }

    /// <summary>The same, by somebody new who has these rights on the device's group.</summary>
    public static async Task<Call> StartAsync(ServerFixture server, uint rights, ChannelKind kind)
    {
        var (person, group) = (await server.NewPersonAsync(), await server.NewGroupAsync());
        await server.GiveAsync(group.Id, person, rights);
        return await StartAsync(server, person, group, kind: kind);
    }

    /// <summary>Both sides are there, and the person's has sent the protocol's number where one is given. They go with the call.</summary>
    public async Task<(RelaySide Browser, RelaySide Agent)> JoinAsync(string? protocol = null)
    {
        var browser = await RelaySide.OfAsync(person, path);
        sides.Add(browser);
        var device = await agent.JoinAsync(asked);
        sides.Add(device);
        await browser.BegunAsync();
        await device.BegunAsync();
        if (protocol is not null)
        {
            await browser.SayAsync(protocol);
            Assert.Equal(protocol, await device.TextAsync());
        }
        return (browser, device);
    }

    public static ReadOnlySpan<char> Query(string path) => path.AsSpan(path.IndexOf('?'));

    /// <summary>Waits until this is the session's newest fact.</summary>
    public async Task<T> EndAsync<T>() where T : Fact
    {
        T? last = null;
        await Waiting.Until(async () => (last = (await server.HistoryAsync(session))[^1].Data as T) is not null, $"{typeof(T).Name} of the session");
        return last!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var side in sides) await side.DisposeAsync();
        await agent.DisposeAsync();
    }
}
