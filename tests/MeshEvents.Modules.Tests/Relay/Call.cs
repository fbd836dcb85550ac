namespace MeshEvents.Modules.Tests.Relay;

/// <summary>A session that was asked for: the device knows, nobody has dialled yet.</summary>
sealed class Call(ServerFixture server, Guid session, string path, FakeAgent agent, Wire.ControlMessages.OpenTunnel asked, TestDevice device) : IAsyncDisposable
{
    public Guid Session => session;
    public string Path => path;
    public FakeAgent Agent => agent;
    public Wire.ControlMessages.OpenTunnel Asked => asked;
    public TestDevice Device => device;

    public static async Task<Call> StartAsync(ServerFixture server, Person? person = null, TestGroup? group = null, AgentKey? key = null, ChannelKind kind = ChannelKind.Terminal)
    {
        var (device, agent) = await server.OnlineDeviceAsync(group, key);
        var pass = await (person ?? server.Technician).Post("/api/sessions", new { deviceId = device.Id, kind = kind.ToString() }).Be(HttpStatusCode.Created);
        return new(server, pass.Json.GetProperty("sessionId").GetGuid(), pass.Json.GetProperty("path").GetString()!, agent, await agent.AskedAsync(), device);
    }

    public static ReadOnlySpan<char> Query(string path) => path.AsSpan(path.IndexOf('?'));

    /// <summary>Waits until this is the session's newest fact.</summary>
    public async Task<T> EndAsync<T>() where T : Fact
    {
        T? last = null;
        await Waiting.Until(async () => (last = (await server.HistoryAsync(session))[^1].Data as T) is not null, $"{typeof(T).Name} of the session");
        return last!;
    }

    public ValueTask DisposeAsync() => agent.DisposeAsync();
}
