namespace MeshEvents.Modules.Tests.Bus;

/// <summary>A second request with the same <c>Idempotency-Key</c> changes nothing, and is answered as the first one was.</summary>
[Collection(OneServer.Name)]
public sealed class IdempotencyKeyTests(ServerFixture server)
{
    static string Key() => Guid.NewGuid().ToString();

    [Fact]
    public async Task A_command_without_an_answer_has_none_the_second_time()
    {
        var (device, key) = (await server.NewDeviceAsync(), Key());
        var first = await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "once" }, once: key).Be(HttpStatusCode.NoContent);
        await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "later" }).Be(HttpStatusCode.NoContent);
        var second = await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "once" }, once: key).Be(HttpStatusCode.NoContent);
        Assert.Equal(("", first.Sequence), (second.Text, second.Sequence));
        Assert.Equal("later", ((DeviceRenamed)(await server.HistoryAsync(device.Id))[^1].Data).To);
    }

    [Fact]
    public async Task What_was_no_news_the_first_time_is_not_done_the_second_time()
    {
        var (device, key) = (await server.NewDeviceAsync("as-it-is"), Key());
        await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "as-it-is" }, once: key).Be(HttpStatusCode.NoContent);
        await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "changed" }).Be(HttpStatusCode.NoContent);
        await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "as-it-is" }, once: key).Be(HttpStatusCode.NoContent);
        Assert.Equal("changed", ((DeviceRenamed)(await server.HistoryAsync(device.Id))[^1].Data).To);
    }

    [Fact]
    public async Task Something_new_is_answered_with_the_same_body()
    {
        var (name, key) = ($"once {Guid.NewGuid():N}", Key());
        var first = await server.Administrator.Post("/api/groups", new { name }, once: key).Be(HttpStatusCode.Created);
        var second = await server.Administrator.Post("/api/groups", new { name }, once: key).Be(HttpStatusCode.Created);
        Assert.Equal((first.Text, first.Sequence), (second.Text, second.Sequence));
    }

    [Fact]
    public async Task A_session_is_started_once_and_its_ticket_is_not_told_again()
    {
        var (device, agent) = await server.OnlineDeviceAsync();
        await using var _ = agent;
        var key = Key();
        var first = await server.Technician.Post("/api/sessions", new { deviceId = device.Id, kind = "Terminal" }, once: key).Be(HttpStatusCode.Created);
        var session = first.Json.GetProperty("sessionId").GetGuid();
        var second = await server.Technician.Post("/api/sessions", new { deviceId = device.Id, kind = "Terminal" }, once: key).Be(HttpStatusCode.Conflict, "already-done");
        Assert.Equal(session, second.Id);
        Assert.DoesNotContain("auth=", second.Text, StringComparison.Ordinal);
        await server.SettledAsync(first.Sequence);
        Assert.Equal(1, await server.CountAsync("select count(*) from sessions.session_sheet where device_id = $1", device.Id));

        key = Key();
        await server.Technician.Post($"/api/sessions/{session}/tunnels", once: key).Be(HttpStatusCode.OK);
        var facts = (await server.HistoryAsync(session)).Count;
        var again = await server.Technician.Post($"/api/sessions/{session}/tunnels", once: key).Be(HttpStatusCode.Conflict, "already-done");
        Assert.Equal((session, facts), (again.Id, (await server.HistoryAsync(session)).Count));
    }

    [Fact]
    public async Task An_enrolment_code_is_not_told_again()
    {
        var (group, key) = (await server.NewGroupAsync(), Key());
        var first = await server.Technician.Post($"/api/groups/{group.Id}/codes", new { hours = 1 }, once: key).Be(HttpStatusCode.Created);
        var second = await server.Technician.Post($"/api/groups/{group.Id}/codes", new { hours = 1 }, once: key).Be(HttpStatusCode.Conflict, "already-done");
        Assert.Equal(first.Id, second.Id);
        Assert.DoesNotContain(first.Json.GetProperty("code").GetString()!, second.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_not_kept()
    {
        var (device, key) = (await server.NewDeviceAsync(group: await server.NewGroupAsync()), Key());
        await server.Viewer.Put($"/api/devices/{device.Id}/name", new { name = "mine" }, once: key).Be(HttpStatusCode.Forbidden);
        await server.GiveAsync(device.Group.Id, server.Viewer, Rights.ManageDevices | Rights.Details);
        await server.Viewer.Put($"/api/devices/{device.Id}/name", new { name = "mine" }, once: key).Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_key_that_is_a_day_old_is_free_again()
    {
        var (name, key) = ($"daily {Guid.NewGuid():N}", Key());
        var first = await server.Administrator.Post("/api/groups", new { name }, once: key).Be(HttpStatusCode.Created);
        await server.RunAsync("update bus.inbox set expires = now() - interval '1 second' where key = $1", key);
        var second = await server.Administrator.Post("/api/groups", new { name }, once: key).Be(HttpStatusCode.Created);
        Assert.NotEqual(first.Id, second.Id);
    }
}
