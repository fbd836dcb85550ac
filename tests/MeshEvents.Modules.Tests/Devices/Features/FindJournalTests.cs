using MeshEvents.Devices.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

[Collection(OneServer.Name)]
public sealed class FindJournalTests(ServerFixture server)
{
    [Fact]
    public void A_page_has_a_size() => Assert.Equal(["Take"], Invalid(new FindJournal(Some.Device, Take: 501)));

    [Fact]
    public async Task Pages_go_back_in_the_newest_book()
    {
        var device = await server.NewDeviceAsync();
        for (var number = 1; number <= 3; number++)
            await server.RunAsync("""
                insert into devices.journal (device_id, book, number, tenant_id, at, what, action, by, why, hash, line) values ($1, 1, $2, $3, now(), 'done', 'run', 'ada', '', '', '')
                """, device.Id, (long)number, server.Tenant.ToString());
        var page = (await server.Technician.Get($"/api/devices/{device.Id}/journal?before=3&take=1").Be(HttpStatusCode.OK)).Json.GetProperty("rows");
        Assert.Equal(2, page[0].GetProperty("number").GetInt64());
        Assert.Equal(1, page.GetArrayLength());
    }
}
