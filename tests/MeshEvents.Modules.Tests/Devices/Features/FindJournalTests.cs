using MeshEvents.Devices.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

[Collection(OneServer.Name)]
public sealed class FindJournalTests(ServerFixture server)
{
    [Fact]
    public void A_page_has_a_size() => Assert.Equal(["Take"], Invalid(new FindJournal(Some.Device, Take: 501)));

    [Fact]
    public void A_book_alone_is_no_place_to_go_on_from() => Assert.Equal(["Before"], Invalid(new FindJournal(Some.Device, Book: 1)));

    Task LineAsync(TestDevice device, int book, long number, string what = "done", Guid? command = null) => server.RunAsync("""
        insert into devices.journal (device_id, book, number, tenant_id, at, what, action, by, why, hash, line, command_id)
        values ($1, $2, $3, $4, now(), $5, 'run', 'ada', '', '', '', nullif($6, '00000000-0000-0000-0000-000000000000'))
        """, device.Id, book, number, server.Tenant.ToString(), what, command ?? Guid.Empty);

    async Task<(int Book, long Number)[]> RowsAsync(TestDevice device, string query) =>
        [.. (await server.Technician.Get($"/api/devices/{device.Id}/journal?{query}").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray().Select(r => (r.GetProperty("book").GetInt32(), r.GetProperty("number").GetInt64()))];

    [Fact]
    public async Task Pages_go_back_through_all_books()
    {
        var device = await server.NewDeviceAsync();
        foreach (var (book, number) in new[] { (1, 1L), (1, 2L), (1, 3L), (2, 1L), (2, 2L) }) await LineAsync(device, book, number, number == 3 ? "refused" : "done");
        Assert.Equal([(2, 2), (2, 1), (1, 3)], await RowsAsync(device, "take=3"));
        Assert.Equal([(1, 2), (1, 1)], await RowsAsync(device, "book=1&before=3"));
        Assert.Equal([(2, 1)], await RowsAsync(device, "before=2&take=1"));
        Assert.Equal([(1, 3)], await RowsAsync(device, "what=refused"));
        var size = (await server.Technician.Get($"/api/devices/{device.Id}/journal").Be(HttpStatusCode.OK)).Json;
        Assert.Equal((5, 2, 0), (size.GetProperty("lines").GetInt32(), size.GetProperty("books").GetInt32(), size.GetProperty("differences").GetInt32()));
    }

    [Fact]
    public async Task Each_line_stands_beside_what_was_sent()
    {
        var (device, other) = (await server.NewDeviceAsync(), await server.NewDeviceAsync());
        var (ours, altered, elsewhere) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        foreach (var (command, to, journaled) in new[] { (ours, device, true), (altered, device, false), (elsewhere, other, true) })
            await server.RunAsync("insert into devices.command_sent (command_id, tenant_id, device_id, at, action, body_hash, journaled) values ($1, $2, $3, now(), 'run', '', $4)", command, server.Tenant.ToString(), to.Id, journaled);
        await LineAsync(device, 1, 1, "taken", ours);
        await LineAsync(device, 1, 2, "taken", altered);
        await LineAsync(device, 1, 3, "taken", elsewhere);
        await LineAsync(device, 1, 4, "refused");
        var rows = (await server.Technician.Get($"/api/devices/{device.Id}/journal").Be(HttpStatusCode.OK)).Json.GetProperty("rows");
        Assert.Equal(["null", "false", "false", "true"], rows.EnumerateArray().Select(r => r.GetProperty("sent").GetRawText()));
        await server.Foreigner.Get($"/api/devices/{device.Id}/journal").Be(HttpStatusCode.NotFound);
    }
}
