using MeshEvents.Contracts.Relay;
using MeshEvents.Sessions;
using MeshEvents.Sessions.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Sessions.Features;

public sealed class EndSessionTests
{
    static readonly SessionRequested Requested = new(Some.Device, Some.Group, Some.Mira, ChannelKind.Terminal, null);
    static readonly SessionOpened Opened = new(Some.Now.AddSeconds(-10));
    static readonly EndSession.Known Passed = new(7, 8);

    [Fact]
    public void Ends_for_both_sides_with_what_was_passed() =>
        Given<Session>(Requested, Opened).Knowing(Passed).When(new EndSession(Some.Session), EndSession.Decide)
            .Then(new SessionEnded("Ended by its owner.", 7, 8, 10)).ThenSends(new CloseTunnels(Some.Session, "Ended by its owner."));

    [Fact]
    public void By_somebody_else_is_said() =>
        Given<Session>(Requested with { UserId = Some.Noor }, Opened).Knowing(Passed).When(new EndSession(Some.Session), EndSession.Decide).Then(new SessionEnded("Ended by somebody else.", 7, 8, 10));

    [Fact]
    public void What_is_over_is_no_news() => Given<Session>(Requested, new SessionFailed("x")).Knowing(Passed).When(new EndSession(Some.Session), EndSession.Decide).ThenNothing();

    [Fact]
    public void What_it_stood_on_is_gone() =>
        Given<Session>(Requested).Knowing(Passed).When(new CutSession(Some.Session, "The device was retired."), CutSession.Decide)
            .Then(new SessionEnded("The device was retired.", 7, 8, 0)).ThenSends(new CloseTunnels(Some.Session, "The device was retired."));
}

[Collection(OneServer.Name)]
public sealed class EndSessionOverHttp(ServerFixture server)
{
    [Fact]
    public async Task Says_no_and_ends_once()
    {
        var (device, agent) = await server.OnlineDeviceAsync();
        await using var _ = agent;
        var session = (await server.Technician.Post("/api/sessions", new { deviceId = device.Id, kind = "Terminal" }).Be(HttpStatusCode.Created)).Json.GetProperty("sessionId").GetGuid();
        await server.Viewer.Delete($"/api/sessions/{session}").Be(HttpStatusCode.Forbidden);
        await server.Stranger.Delete($"/api/sessions/{session}").Be(HttpStatusCode.NotFound);
        await server.Foreigner.Delete($"/api/sessions/{session}").Be(HttpStatusCode.NotFound);
        await server.Technician.Delete($"/api/sessions/{session}").Be(HttpStatusCode.NoContent);
        await server.Technician.Delete($"/api/sessions/{session}").Be(HttpStatusCode.NoContent);
        Assert.Equal([typeof(SessionRequested), typeof(SessionEnded)], (await server.HistoryAsync(session)).Select(e => e.Data.GetType()));
    }

    [Fact]
    public async Task A_retired_device_takes_its_sessions_with_it()
    {
        var (device, agent) = await server.OnlineDeviceAsync();
        await using var _ = agent;
        var session = (await server.Technician.Post("/api/sessions", new { deviceId = device.Id, kind = "Terminal" }).Be(HttpStatusCode.Created)).Json.GetProperty("sessionId").GetGuid();
        await server.Technician.Delete($"/api/devices/{device.Id}").Be(HttpStatusCode.NoContent);
        await Waiting.Until(async () => (await server.HistoryAsync(session))[^1].Data is SessionEnded { Why: "The device was retired." }, "the reaction to end the session");
        Assert.Equal(server.Technician.Id, (await server.HistoryAsync(session))[^1].By.OnBehalfOf?.Id);
    }
}
