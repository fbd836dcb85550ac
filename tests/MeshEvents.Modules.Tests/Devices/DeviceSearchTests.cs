namespace MeshEvents.Modules.Tests.Devices;

[Collection(OneServer.Name)]
public sealed class DeviceSearchTests(ServerFixture server)
{
    [Fact]
    public async Task Every_word_of_the_search_language_finds_what_it_says()
    {
        var group = await server.NewGroupAsync($"g{Guid.NewGuid():N}"[..12]);
        var (alpha, beta) = (await server.NewDeviceAsync("alpha_1%", group), await server.NewDeviceAsync("beta", group));
        await server.Technician.Put($"/api/devices/{alpha.Id}/tags", new { tags = new[] { "Prod" } }).Be(HttpStatusCode.NoContent);
        var done = await server.Technician.Put($"/api/devices/{beta.Id}/notes", new { notes = "beside the \"red\" printer" }).Be(HttpStatusCode.NoContent);
        await server.SettledAsync(done.Sequence);

        async Task<string> Found(string query) =>
            string.Join(' ', (await server.Technician.Get($"/api/devices?groupId={group.Id}&q={Uri.EscapeDataString(query)}").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("name").GetString()));

        Assert.Equal("alpha_1% beta", await Found(""));
        Assert.Equal("alpha_1%", await Found("name:alpha"));
        Assert.Equal("alpha_1%", await Found("a_1%"));
        Assert.Equal("", await Found("alphaX1"));
        Assert.Equal("alpha_1%", await Found("tag:prod"));
        Assert.Equal("beta", await Found("tag:none"));
        Assert.Equal("beta", await Found("-tag:prod"));
        Assert.Equal("beta", await Found("desc:printer"));
        Assert.Equal("beta", await Found("\"beside the\""));
        Assert.Equal("alpha_1% beta", await Found("tag:prod or desc:printer"));
        Assert.Equal("alpha_1% beta", await Found($"group:{group.Name} status:offline"));
        Assert.Equal("", await Found("status:online"));
        Assert.Equal("beta", await Found($"id:{beta.Id}"));
        Assert.Equal("", await Found("name:'; drop table devices.device_sheet; --"));
    }

    [Theory]
    [InlineData("colour:red"), InlineData("status:sleeping"), InlineData("id:7"), InlineData("name:"), InlineData("\"open")]
    public async Task What_is_not_understood_is_named(string query) => await server.Technician.Get($"/api/devices?q={Uri.EscapeDataString(query)}").BeInvalid("q");

    [Fact]
    public async Task Pages_follow_one_another_without_a_gap_and_the_counts_are_of_all()
    {
        var group = await server.NewGroupAsync();
        for (var i = 0; i < 5; i++) await server.NewDeviceAsync($"p{i}", group);
        var (names, after) = (new List<string>(), "");
        do
        {
            var page = (await server.Technician.Get($"/api/devices?groupId={group.Id}&take=2&sort=-name{after}").Be(HttpStatusCode.OK)).Json;
            names.AddRange(page.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("name").GetString()!));
            Assert.Equal(5, page.GetProperty("total").GetInt64());
            Assert.Equal(5, page.GetProperty("facets").GetProperty("status").GetProperty("offline").GetInt64());
            after = page.GetProperty("next").GetString() is { } next ? $"&after={next}" : "";
        }
        while (after != "");
        Assert.Equal(["p4", "p3", "p2", "p1", "p0"], names);
        await server.Technician.Get("/api/devices?after=bm9wZQ").Be(HttpStatusCode.BadRequest);
        await server.Technician.Get("/api/devices?take=0").BeInvalid("take");
        await server.Technician.Get("/api/devices?sort=password").BeInvalid("sort");
    }

    [Fact]
    public async Task Shows_the_list_as_it_was()
    {
        var group = await server.NewGroupAsync();
        var device = await server.NewDeviceAsync("before", group);
        var done = await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "after" }).Be(HttpStatusCode.NoContent);
        await server.SettledAsync(done.Sequence);
        var renamed = (await server.HistoryAsync(device.Id))[^1];

        async Task<string?> NameAt(DateTimeOffset at) => (await server.Technician.Get($"/api/devices?groupId={group.Id}&asOf={Uri.EscapeDataString(at.ToString("O"))}").Be(HttpStatusCode.OK))
            .Json.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("name").GetString()).SingleOrDefault();

        Assert.Equal("before", await NameAt(renamed.At.AddMilliseconds(-1)));
        Assert.Equal("after", await NameAt(renamed.At.AddMilliseconds(1)));
        await server.Stranger.Get($"/api/devices?groupId={group.Id}&asOf={Uri.EscapeDataString(renamed.At.ToString("O"))}").Be(HttpStatusCode.OK);
        await server.Technician.Get("/api/devices?asOf=yesterday").Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Shows_what_was_retired_since()
    {
        var group = await server.BareGroupAsync(server.Administrator);
        await server.GiveAsync(group.Id, server.Viewer, Rights.Details);
        var device = await server.NewDeviceAsync("gone-since", group);
        var retired = await server.Administrator.Delete($"/api/devices/{device.Id}?reason=sold").Be(HttpStatusCode.NoContent);
        await server.SettledAsync(retired.Sequence);
        var at = (await server.HistoryAsync(device.Id))[^1].At.AddMilliseconds(-1);

        async Task<string[]> NamesAsync(string more) => [.. (await server.Viewer.Get($"/api/devices?groupId={group.Id}{more}").Be(HttpStatusCode.OK))
            .Json.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("name").GetString()!)];
        Assert.Empty(await NamesAsync(""));
        Assert.Equal(["gone-since"], await NamesAsync($"&asOf={Uri.EscapeDataString(at.ToString("O"))}"));
    }
}
