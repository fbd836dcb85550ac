using System.Net.WebSockets;
using MeshEvents.Devices.Features;
using MeshEvents.Devices.Gateway;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class AdmitDeviceTests
{
    static readonly AdmitDevice Admit = new(Some.Held, Some.Group);
    static readonly HeldAgent Waits = new(Some.Held, Mira.Tenant, Some.NodeId, "pc-17", Platform.Linux, "it claims no known group", Some.MeshId, Some.Now, 1, new AgentConnection(new ClientWebSocket(), Mira.Tenant, "192.0.2.9"));

    [Fact]
    public void On_an_administrators_word() =>
        Knowing(new AdmitDevice.Known(Waits, GroupOpen: true, WasHere: false)).When(Admit, AdmitDevice.Decide)
            .Then(new DeviceEnrolled("pc-17", Some.Group, Platform.Linux, Some.NodeId, "by an administrator"))
            .ThenAlso((Some.Held, new HeldAgentAdmitted(Some.Group))).ThenSends(new ReleaseHeld(Some.Held));

    [Fact]
    public void One_that_went_away_cannot_be_admitted() => Knowing(new AdmitDevice.Known(null, true, false)).When(Admit, AdmitDevice.Decide).ThenRefused("devices.held-gone");

    [Fact]
    public void Not_into_a_deleted_group() => Knowing(new AdmitDevice.Known(Waits, GroupOpen: false, false)).When(Admit, AdmitDevice.Decide).ThenRefused("not-there");

    [Fact]
    public void A_retired_identity_does_not_come_back() => Knowing(new AdmitDevice.Known(Waits, true, WasHere: true)).When(Admit, AdmitDevice.Decide).ThenRefused("devices.was-retired");
}

[Collection(OneServer.Name)]
public sealed class AdmitDeviceOverHttp(ServerFixture server)
{
    [Fact]
    public async Task Is_let_in_and_connects_again_as_itself()
    {
        var (key, group) = (new AgentKey(), await server.NewGroupAsync());
        await using var stranger = await FakeAgent.ConnectAsync(server, key, Wire.Bytes48.Random(), "lost-pc");
        var id = (await server.HeldAsync(key)).GetProperty("id").GetGuid();

        await server.Technician.Post($"/api/held/{id}/admit", new { groupId = group.Id }).Be(HttpStatusCode.Forbidden);
        await server.Foreigner.Post($"/api/held/{id}/admit", new { groupId = group.Id }).Be(HttpStatusCode.NotFound);
        await server.Administrator.Post($"/api/held/{id}/admit", new { groupId = Guid.NewGuid() }).Be(HttpStatusCode.NotFound);
        await server.Administrator.Post($"/api/held/{id}/admit", new { groupId = group.Id }).Be(HttpStatusCode.Created);

        await stranger.Closed.Within("the held socket to be released");
        await using var back = await FakeAgent.OnlineAsync(server, key, Wire.Bytes48.Random(), "lost-pc");
        var device = await server.DeviceOfAsync(key);
        Assert.Equal("by an administrator", ((DeviceEnrolled)(await server.HistoryAsync(device))[0].Data).How);
        await server.Administrator.Post($"/api/held/{id}/admit", new { groupId = group.Id }).Be(HttpStatusCode.Conflict, "devices.held-gone");
    }

    [Fact]
    public async Task Foreign_agents_are_not_seen_here()
    {
        var key = new AgentKey();
        await using var agent = await FakeAgent.ConnectAsync(server, key, Wire.Bytes48.Random(), path: "/" + ServerFixture.OtherTenant);
        await Waiting.Until(async () => (await server.Foreigner.Get("/api/held")).Text.Contains(System.Text.Json.JsonSerializer.Serialize(key.NodeIdText, Json.Web), StringComparison.Ordinal), "the agent to be held there");
        Assert.Null(await server.FindHeldAsync(key));
    }
}
