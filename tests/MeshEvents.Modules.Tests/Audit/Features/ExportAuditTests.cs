using MeshEvents.Audit.Features;

namespace MeshEvents.Modules.Tests.Audit.Features;

[Collection(OneServer.Name)]
public sealed class ExportAuditTests(ServerFixture server)
{
    [Fact]
    public async Task Is_recorded_before_its_first_byte_and_ends_with_its_count()
    {
        var device = await server.NewDeviceAsync();
        await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "renamed" }).Be(HttpStatusCode.NoContent);
        var shown = await server.AuditOfAsync(device.Id);
        var before = await server.CountAsync("select count(*) from events.mt_events where type = 'audit.exported'");
        var lines = (await server.Viewer.Get($"/api/audit/export?deviceId={device.Id}").Be(HttpStatusCode.OK)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(before + 1, await server.CountAsync("select count(*) from events.mt_events where type = 'audit.exported'"));
        Assert.Equal(shown.Count, lines.Length - 1);
        Assert.Contains($"\"count\":{shown.Count}", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Holds_all_that_was_acknowledged_before_it_and_not_itself()
    {
        var device = await server.NewDeviceAsync();
        for (var i = 0; i < 5; i++)
        {
            await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = $"name-{i}" }).Be(HttpStatusCode.NoContent);
            var lines = (await server.Technician.Get($"/api/audit/export?deviceId={device.Id}").Be(HttpStatusCode.OK)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1];
            Assert.Contains($"name-{i}", lines[^1], StringComparison.Ordinal);
            Assert.Equal(i, lines.Count(l => l.Contains("audit.exported", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("plain", "plain")]
    [InlineData(null, "")]
    public void A_spreadsheet_runs_nothing(string? cell, string written) => Assert.Equal(written, AuditExport.Csv(cell));
}
