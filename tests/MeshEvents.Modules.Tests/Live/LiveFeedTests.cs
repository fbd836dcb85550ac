using MeshEvents.Devices.Features;
using MeshEvents.Devices.Views;

namespace MeshEvents.Modules.Tests.Live;

/// <summary>The feed as a browser reads it. On a server of its own: one of its tests restarts it.</summary>
public sealed class LiveFeedTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    Task<Reply> RenameAsync(TestDevice device, string name) => server.Technician.Put($"/api/devices/{device.Id}/name", new { name }).Be(HttpStatusCode.NoContent);

    [Fact]
    public async Task Rows_come_finished_in_order_with_the_number_of_their_event()
    {
        var device = await server.NewDeviceAsync();
        await using var live = await server.Viewer.Live();
        var last = 0L;
        for (var i = 0; i < 5; i++) last = (await RenameAsync(device, $"name-{i}")).Sequence;
        var item = await live.Next(nameof(DeviceRow), e => e.Id == device.Id && e.Sequence == last);
        Assert.Equal(("name-4", device.Group.Name), (item.Json.GetProperty("name").GetString(), item.Json.GetProperty("groupName").GetString()));
        // changes that were taken in together come as one row, never an older one after a newer one
        var rows = live.Seen.Where(e => e.Type is nameof(DeviceRow) && e.Id == device.Id).ToList();
        Assert.Equal(rows.Select(r => r.Sequence).Distinct().Order(), rows.Select(r => r.Sequence));
        Assert.Equal(rows.Select(r => r.Json.GetProperty("version").GetInt64()).Distinct().Order(), rows.Select(r => r.Json.GetProperty("version").GetInt64()));
    }

    [Fact]
    public async Task Who_sees_nothing_is_told_nothing()
    {
        var device = await server.NewDeviceAsync();
        var own = await server.BareGroupAsync(server.Stranger);
        var theirs = await server.BareGroupAsync(server.Foreigner);
        await using var live = await server.Stranger.Live();
        await using var foreign = await server.Foreigner.Live();
        await RenameAsync(device, "unseen");
        await server.Technician.Delete($"/api/devices/{device.Id}").Be(HttpStatusCode.NoContent);
        // their own row comes after it: whatever was to come has come by then
        await server.Stranger.Put($"/api/groups/{own.Id}/name", new { name = "marker" }).Be(HttpStatusCode.NoContent);
        await live.Next(nameof(GroupRow), e => e.Id == own.Id);
        Assert.DoesNotContain(live.Seen, e => e.Data.Contains(device.Id.ToString(), StringComparison.Ordinal));
        await server.Foreigner.Put($"/api/groups/{theirs.Id}/name", new { name = "their marker" }).Be(HttpStatusCode.NoContent);
        await foreign.Next(nameof(GroupRow), e => e.Id == theirs.Id);
        Assert.DoesNotContain(foreign.Seen, e => e.Data.Contains(device.Id.ToString(), StringComparison.Ordinal) || e.Data.Contains(own.Id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_loses_sight_of_a_row_is_told_that_it_is_gone()
    {
        var (device, attic) = (await server.NewDeviceAsync(), await server.BareGroupAsync(server.Administrator));
        await server.GiveAsync(attic.Id, server.Technician, Rights.ManageDevices);
        await using var loses = await server.Viewer.Live();
        await using var keeps = await server.Technician.Live();
        await server.Technician.Put($"/api/devices/{device.Id}/group", new { groupId = attic.Id }).Be(HttpStatusCode.NoContent);
        var gone = await loses.Next("Gone", e => e.Id == device.Id);
        Assert.Equal(nameof(DeviceRow), gone.Json.GetProperty("view").GetString());
        var row = await keeps.Next(nameof(DeviceRow), e => e.Id == device.Id);
        Assert.Equal(attic.Id, row.Json.GetProperty("groupId").GetGuid());
        Assert.Equal(["Gone", nameof(DeviceRow)], keeps.Seen.Where(e => e.Type is "Gone" or nameof(DeviceRow)).TakeLast(2).Select(e => e.Type));
    }

    [Fact]
    public async Task A_resume_tells_what_was_missed_once_and_in_its_newest_form()
    {
        var (one, two) = (await server.NewDeviceAsync(), await server.NewDeviceAsync());
        long last;
        await using (var live = await server.Viewer.Live())
        {
            await RenameAsync(one, "before");
            await live.Next(nameof(DeviceRow), e => e.Id == one.Id);
            last = live.LastId;
        }
        for (var i = 0; i < 3; i++) await RenameAsync(one, $"missed-{i}");
        await server.SettledAsync((await RenameAsync(two, "missed too")).Sequence);

        await using var back = await server.Viewer.Live(last);
        await back.Next(nameof(DeviceRow), e => e.Id == two.Id);
        var rows = back.Seen.Where(e => e.Type is nameof(DeviceRow) && e.Id == one.Id).ToList();
        Assert.Equal("missed-2", Assert.Single(rows).Json.GetProperty("name").GetString());
        Assert.DoesNotContain(back.Seen, e => e.Type is "resync");
        await RenameAsync(one, "after");
        Assert.Equal("after", (await back.Next(nameof(DeviceRow), e => e.Id == one.Id)).Json.GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_resume_tells_what_is_gone_only_to_who_could_see_it()
    {
        var (device, attic) = (await server.NewDeviceAsync(), await server.BareGroupAsync(server.Administrator));
        await using var live = await server.Viewer.Live();
        await RenameAsync(device, "here");
        await live.Next(nameof(DeviceRow), e => e.Id == device.Id);
        var last = live.LastId;
        await server.Administrator.Put($"/api/devices/{device.Id}/group", new { groupId = attic.Id }).Be(HttpStatusCode.NoContent);
        await using var back = await server.Viewer.Live(last);
        Assert.Equal(device.Id, (await back.Next("Gone", e => e.Id == device.Id)).Id);

        var own = await server.BareGroupAsync(server.Stranger);
        await using var never = await server.Stranger.Live(last);
        await never.Next(nameof(GroupRow), e => e.Id == own.Id);
        Assert.DoesNotContain(never.Seen, e => e.Data.Contains(device.Id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_resume_works_after_a_restart_of_the_server()
    {
        var device = await server.NewDeviceAsync();
        long last;
        await using (var live = await server.Viewer.Live())
        {
            await RenameAsync(device, "first");
            await live.Next(nameof(DeviceRow), e => e.Id == device.Id);
            last = live.LastId;
            await RenameAsync(device, "second");
            await server.RestartAsync();
            await live.End();
        }
        await using var back = await server.Viewer.Live(last);
        Assert.Equal("second", (await back.Next(nameof(DeviceRow), e => e.Id == device.Id)).Json.GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_change_of_ones_own_rights_starts_the_feed_anew()
    {
        var (group, person) = (await server.NewGroupAsync(), await server.NewPersonAsync());
        await using var live = await person.Live();
        await using var others = await server.Viewer.Live();
        await server.GiveAsync(group.Id, person, Rights.Details);
        await live.Next("resync", _ => true);
        await live.End();
        var device = await server.NewDeviceAsync();
        await RenameAsync(device, "still here");
        await others.Next(nameof(DeviceRow), e => e.Id == device.Id);
        Assert.DoesNotContain(others.Seen, e => e.Type is "resync");
    }

    [Fact]
    public async Task Too_much_missed_or_a_number_of_the_future_is_a_resync()
    {
        await using (var future = await server.Viewer.Live(long.MaxValue)) await future.Next("resync", _ => true);
        var mark = server.Get<Store.EventStore>().HighWater;
        if (mark <= 5000)
        {
            // a gap in the sequence counts as much as events would
            await server.RunAsync("select setval('events.mt_events_sequence', $1)", mark + 6000);
            var device = await server.NewDeviceAsync();
            await server.SettledAsync((await RenameAsync(device, "far ahead")).Sequence);
        }
        await using var old = await server.Viewer.Live(1);
        await old.Next("resync", _ => true);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("99999999999999999999999")]
    public async Task A_number_that_is_none_is_said(string id)
    {
        using var request = server.Viewer.Request(HttpMethod.Get, "/api/live");
        request.Headers.Add("Last-Event-ID", id);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Viewer.Send(request)).Status);
    }

    [Fact]
    public async Task Nobody_reads_nothing() => await server.Nobody().Get("/api/live").Be(HttpStatusCode.Unauthorized, "sign-in-first");
}
