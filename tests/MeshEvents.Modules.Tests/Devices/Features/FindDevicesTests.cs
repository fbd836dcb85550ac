using MeshEvents.Devices.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class FindDevicesTests
{
    [Theory]
    [InlineData(0, "name", null, "Take")]
    [InlineData(501, "name", null, "Take")]
    [InlineData(1, "id; drop table x", null, "Sort")]
    [InlineData(1, "name", "colour:red", "Q")]
    [InlineData(1, "name", "\"open", "Q")]
    public void Odd_questions_are_said(int take, string sort, string? q, string field) => Assert.Equal([field], Invalid(new FindDevices(q, Take: take, Sort: sort)));

    [Fact]
    public void The_usual_question_is_fine() => Assert.Empty(Invalid(new FindDevices("tag:office -status:offline or \"two words\"", Sort: "-os")));
}

[Collection(OneServer.Name)]
public sealed class FindDevicesOverHttp(ServerFixture server)
{
    [Fact]
    public async Task Pages_hold_each_device_once_and_count_them_all()
    {
        var group = await server.NewGroupAsync();
        var names = Enumerable.Range(0, 7).Select(i => $"same {i / 2}").ToArray();
        var ids = new List<Guid>();
        foreach (var name in names) ids.Add((await server.NewDeviceAsync(name, group)).Id);
        var seen = new List<Guid>();
        string? after = null;
        do
        {
            var page = (await server.Viewer.Get($"/api/devices?groupId={group.Id}&take=2{(after is null ? "" : "&after=" + Uri.EscapeDataString(after))}").Be(HttpStatusCode.OK)).Json;
            Assert.Equal(7, page.GetProperty("total").GetInt64());
            seen.AddRange(page.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("id").GetGuid()));
            after = page.GetProperty("next").GetString();
        } while (after is not null);
        Assert.Equal(ids.Order(), seen.Order());
    }

    [Fact]
    public async Task Only_what_one_may_see_is_found_and_counted()
    {
        var group = await server.BareGroupAsync(server.Administrator);
        var device = await server.NewDeviceAsync(group: group);
        foreach (var person in new[] { server.Stranger, server.Foreigner, server.Viewer })
        {
            var found = await person.Get($"/api/devices?q={device.Name}").Be(HttpStatusCode.OK);
            Assert.Equal(0, found.Json.GetProperty("total").GetInt64());
            Assert.DoesNotContain(group.Name, found.Text, StringComparison.Ordinal);
        }
        Assert.Equal(1, (await server.Administrator.Get($"/api/devices?q={device.Name}").Be(HttpStatusCode.OK)).Json.GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task What_one_may_do_is_said_for_each_group_of_the_page()
    {
        var (here, there) = (await server.NewDeviceAsync(), await server.NewDeviceAsync(group: await server.NewGroupAsync()));
        await server.GiveAsync(there.Group.Id, server.Technician, Rights.Details);
        async Task<Dictionary<Guid, string?[]>> May(Person person) =>
            (await person.Get($"/api/devices?q={Uri.EscapeDataString($"id:{here.Id} or id:{there.Id}")}").Be(HttpStatusCode.OK)).Json.GetProperty("may").EnumerateArray()
                .ToDictionary(m => m.GetProperty("groupId").GetGuid(), m => m.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()).ToArray());

        var technician = await May(server.Technician);
        Assert.Contains("terminal", technician[here.Group.Id]);
        Assert.DoesNotContain("terminal", technician[there.Group.Id]);
        Assert.DoesNotContain("commands", (await May(server.Viewer))[here.Group.Id]);
        Assert.Contains("uninstall", (await May(server.Administrator))[there.Group.Id]);
    }

    [Fact]
    public async Task Odd_questions_are_said_with_their_field()
    {
        await server.Viewer.Get("/api/devices?take=0").BeInvalid("take");
        await server.Viewer.Get("/api/devices?take=many").BeInvalid("take");
        await server.Viewer.Get("/api/devices?sort=id%3Bdrop").BeInvalid("sort");
        await server.Viewer.Get("/api/devices?asOf=yesterday").Be(HttpStatusCode.BadRequest, "invalid");
        var tomorrow = await server.Viewer.Get($"/api/devices?asOf={Uri.EscapeDataString(DateTimeOffset.UtcNow.AddDays(1).ToString("O"))}").Be(HttpStatusCode.BadRequest, "invalid");
        Assert.Contains("has not come yet", tomorrow.Text, StringComparison.Ordinal);
        foreach (var cursor in new[] { "not-a-cursor", "W10", "%00", new string('A', 9000) }) await server.Viewer.Get($"/api/devices?after={cursor}").BeInvalid("after");
    }
}
