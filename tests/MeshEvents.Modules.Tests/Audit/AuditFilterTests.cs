using System.Globalization;
using System.Text.Json;
using MeshEvents.Modules.Tests.Relay;

namespace MeshEvents.Modules.Tests.Audit;

/// <summary>Every filter, over HTTP, in the list and in every format of the copy: all say the same.</summary>
[Collection(OneServer.Name)]
public sealed class AuditFilterTests(ServerFixture server)
{
    static readonly string[] formats = ["Ndjson", "Json", "Csv"];

    /// <summary>Once everything committed is in the history.</summary>
    async Task SettleAsync() =>
        await server.Get<Store.EventStore>().WaitForAsync("audit.entries", await server.CountAsync("select coalesce(max(seq_id), 0) from events.mt_events"), Waiting.Patience);

    async Task<List<JsonElement>> ListAsync(Person person, string filter)
    {
        await SettleAsync();
        var page = await person.Get($"/api/audit?take=500&{filter}").Be(HttpStatusCode.OK);
        Assert.Equal(JsonValueKind.Null, page.Json.GetProperty("next").ValueKind);
        return [.. page.Json.GetProperty("rows").EnumerateArray()];
    }

    static IEnumerable<long> Sequences(string format, string text) => format switch
    {
        "Ndjson" => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1].Select(l => JsonDocument.Parse(l).RootElement.GetProperty("sequence").GetInt64()),
        "Json" => JsonDocument.Parse(text).RootElement.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("sequence").GetInt64()),
        _ => text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..].Select(l => long.Parse(l.Split(',')[0], CultureInfo.InvariantCulture)),
    };

    [Fact]
    public async Task The_list_and_every_copy_agree_on_every_filter()
    {
        var group = await server.NewGroupAsync();
        var before = server.Clock.GetUtcNow();
        await using var call = await Call.StartAsync(server, group: group);
        var device = call.Device;
        await server.Technician.Put($"/api/devices/{device.Id}/name", new { name = "filtered-pc" }).Be(HttpStatusCode.NoContent);
        await server.Viewer.Delete($"/api/devices/{device.Id}").Be(HttpStatusCode.Forbidden);
        var other = await server.NewDeviceAsync(group: group);
        var after = server.Clock.GetUtcNow().AddMinutes(1);

        var within = $"groupId={group.Id}";
        (string Filter, Func<JsonElement, bool> Fits)[] filters =
        [
            ($"deviceId={device.Id}", e => e.ToString().Contains($"{device.Id}", StringComparison.Ordinal)),
            ($"{within}&q=filtered-pc", e => e.ToString().Contains("filtered-pc", StringComparison.Ordinal)),
            ($"{within}&person={server.Technician.Id}", e => e.ToString().Contains($"{server.Technician.Id}", StringComparison.Ordinal)),
            ($"{within}&person=technic", e => e.ToString().Contains("technician", StringComparison.Ordinal)),
            ($"sessionId={call.Session}", e => e.GetProperty("session").GetGuid() == call.Session),
            ($"{within}&kind=devices.device_renamed", e => e.GetProperty("kind").GetString() == "devices.device_renamed"),
            ($"{within}&kind=Enrolment", e => e.GetProperty("category").GetString() == "Enrolment"),
            ($"{within}&kind=Sessions,devices.device_renamed", e => e.GetProperty("category").GetString() == "Sessions" || e.GetProperty("kind").GetString() == "devices.device_renamed"),
            ($"{within}&outcome=Refused", e => e.GetProperty("outcome").GetString() == "Refused"),
            ($"{within}&from={Text(before)}&to={Text(after)}", e => e.GetProperty("at").GetDateTimeOffset() >= before),
            ($"{within}&to={Text(before)}", e => e.GetProperty("at").GetDateTimeOffset() < before),
            ($"{within}&deviceId={other.Id}&kind=Enrolment&q=enrolled", e => e.ToString().Contains($"{other.Id}", StringComparison.Ordinal)),
        ];
        foreach (var (filter, fits) in filters)
        {
            // copies taken so far are acts of their own, hence anew each time
            var (shown, all) = (await ListAsync(server.Technician, filter), await ListAsync(server.Technician, within));
            Assert.True(shown.Count > 0 && shown.Count < all.Count, $"{filter} shows {shown.Count} of {all.Count}");
            Assert.All(shown, e => Assert.True(fits(e), $"{filter} shows {e}"));
            foreach (var format in formats)
            {
                var wanted = (await ListAsync(server.Technician, filter)).Select(e => e.GetProperty("sequence").GetInt64()).Order();
                var copy = await server.Technician.Get($"/api/audit/export?format={format}&{filter}").Be(HttpStatusCode.OK);
                Assert.Equal(wanted, Sequences(format, copy.Text));
            }
        }
    }

    static string Text(DateTimeOffset at) => Uri.EscapeDataString(at.ToString("O", CultureInfo.InvariantCulture));

    [Fact]
    public async Task Each_format_says_what_it_is()
    {
        var device = await server.NewDeviceAsync();
        foreach (var (format, type, ending) in new[] { ("Ndjson", "application/x-ndjson", ".ndjson"), ("Json", "application/json", ".json"), ("Csv", "text/csv", ".csv") })
        {
            var copy = await server.Technician.Get($"/api/audit/export?format={format}&deviceId={device.Id}").Be(HttpStatusCode.OK);
            Assert.Equal(type, copy.ContentHeaders.ContentType?.MediaType);
            Assert.EndsWith(ending, copy.ContentHeaders.ContentDisposition?.FileName?.Trim('"'), StringComparison.Ordinal);
        }
        var json = (await server.Technician.Get($"/api/audit/export?format=Json&deviceId={device.Id}").Be(HttpStatusCode.OK)).Json;
        Assert.Equal(json.GetProperty("entries").GetArrayLength(), json.GetProperty("end").GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("format=Xml"), InlineData("outcome=Perhaps"), InlineData("from=yesterday"), InlineData("deviceId=7"), InlineData("sessionId=x")]
    public async Task A_filter_that_is_none_is_refused(string filter)
    {
        await server.Technician.Get($"/api/audit/export?{filter}").Be(HttpStatusCode.BadRequest);
        if (!filter.StartsWith("format", StringComparison.Ordinal)) await server.Technician.Get($"/api/audit?{filter}").Be(HttpStatusCode.BadRequest);
    }

    /// <summary>A refusal arrives on the live tail of those who may see it, with its outcome, and of nobody else.</summary>
    [Fact]
    public async Task The_tail_shows_a_refusal_to_those_who_may_see_it()
    {
        var device = await server.NewDeviceAsync();
        await using var seeing = await server.Administrator.Live();
        await using var stranger = await server.Stranger.Live();
        await server.Viewer.Delete($"/api/devices/{device.Id}").Be(HttpStatusCode.Forbidden);
        var told = await seeing.Next("Audit", e => e.Data.Contains($"{device.Id}", StringComparison.Ordinal) && e.Data.Contains("bus.command_refused", StringComparison.Ordinal));
        Assert.Equal(("Refused", "viewer"), (told.Json.GetProperty("outcome").GetString(), told.Json.GetProperty("actor").GetProperty("name").GetString()));
        // the stranger's own act comes after it and is told; the viewer's is not
        await server.Stranger.Delete($"/api/devices/{device.Id}").Be(HttpStatusCode.NotFound);
        await stranger.Next("Audit", e => e.Data.Contains("RetireDevice", StringComparison.Ordinal));
        Assert.DoesNotContain(stranger.Seen, e => e.Data.Contains("viewer", StringComparison.Ordinal) || e.Data.Contains(device.Name, StringComparison.Ordinal));
    }
}
