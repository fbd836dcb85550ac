using System.Security.Cryptography;
using System.Text;
using MeshEvents.Devices;
using MeshEvents.Devices.Features;
using MeshEvents.Testing.Agents;
using MeshEvents.Wire.ControlMessages;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class ReportJournalTests
{
    [Fact]
    public void A_difference_is_a_fact_each_time()
    {
        var report = new ReportJournal(Some.Device, "Its chain is broken.", null, 7);
        Given<Device>(Some.Enrolled, new JournalDiffered("Its chain is broken.", null, 7)).When(report, ReportJournal.Decide).Then(new JournalDiffered("Its chain is broken.", null, 7));
        Assert.Equal(["Why"], Invalid(report with { Why = "" }));
    }
}

/// <summary>Devices that keep a good journal, and devices that do not.</summary>
[Collection(OneServer.Name)]
public sealed class JournalsOverTheSocket(ServerFixture server)
{
    readonly List<string> book = [];

    static string Hash(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));

    string Write(string what, Guid id, string body, string? previous = null)
    {
        var line = $$"""{"n":{{book.Count + 1}},"prev":"{{previous ?? (book.Count == 0 ? new string('0', 64) : Hash(book[^1]))}}","at":1700000000000,"what":"{{what}}","id":"{{id}}","action":"terminal","by":"technician","body":"{{body}}"}""";
        book.Add(line);
        return line;
    }

    async Task<long> BringAsync(FakeAgent agent, int from, params string[] lines)
    {
        await agent.SayAsync(new JournalLines(from, lines, book.Count, book.Count == 0 ? "" : Hash(book[^1])));
        return (await agent.HearsAsync<JournalKept>()).Count;
    }

    async Task<(Guid Id, string Hash)> CommandedAsync(TestDevice device, FakeAgent agent)
    {
        await server.Technician.Post("/api/sessions", new { deviceId = device.Id, kind = "Terminal" }).Be(HttpStatusCode.Created);
        var command = await agent.CommandedAsync();
        return (command.Id, Convert.ToHexStringLower(SHA256.HashData(agent.LastBody)));
    }

    async Task<JournalDiffered[]> DifferencesAsync(TestDevice device) => [.. (await server.HistoryAsync(device.Id)).Select(e => e.Data).OfType<JournalDiffered>()];

    [Fact]
    public async Task What_was_sent_and_is_written_down_is_no_difference()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        await using var _ = agent;
        var (id, hash) = await CommandedAsync(device, agent);
        Assert.Equal(1, await BringAsync(agent, 1, Write("taken", id, hash)));
        Assert.Equal(2, await BringAsync(agent, 2, Write("done", id, hash)));
        Assert.Equal(2, await BringAsync(agent, 1, book[0]));            // again: nothing new
        Assert.Empty(await DifferencesAsync(device));

        var rows = (await server.Administrator.Get($"/api/devices/{device.Id}/journal").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal([2, 1], rows.Select(r => r.GetProperty("number").GetInt64()));
        Assert.Equal(("taken", "technician", Hash(book[0])), (rows[1].GetProperty("what").GetString(), rows[1].GetProperty("by").GetString(), rows[1].GetProperty("hash").GetString()));
    }

    [Fact]
    public async Task A_command_that_was_never_sent_is_told()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        await using var _ = agent;
        var (id, hash) = await CommandedAsync(device, agent);
        var stranger = Guid.NewGuid();
        await BringAsync(agent, 1, Write("taken", id, hash), Write("taken", stranger, hash));
        var told = Assert.Single(await DifferencesAsync(device));
        Assert.Equal((new CommandId(stranger), 2L), (told.CommandId, told.Line));
        Assert.Contains("did not send", told.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_was_changed_on_its_way_is_told()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        await using var _ = agent;
        var (id, hash) = await CommandedAsync(device, agent);
        await BringAsync(agent, 1, Write("taken", id, Hash(hash)));
        Assert.Equal(new CommandId(id), Assert.Single(await DifferencesAsync(device)).CommandId);
    }

    [Fact]
    public async Task A_broken_chain_a_gap_and_a_new_beginning_are_told_once_each()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        await using var _ = agent;
        Assert.Equal(1, await BringAsync(agent, 1, Write("refused", Guid.NewGuid(), "")));
        Assert.Equal(2, await BringAsync(agent, 2, Write("refused", Guid.NewGuid(), "", previous: new('a', 64))));
        Assert.Contains("chain is broken", Assert.Single(await DifferencesAsync(device)).Why, StringComparison.Ordinal);

        Write("refused", Guid.NewGuid(), "");
        Assert.Equal(4, await BringAsync(agent, 4, Write("refused", Guid.NewGuid(), "")));
        Assert.Contains("Lines 3 to 3 are missing", (await DifferencesAsync(device))[^1].Why, StringComparison.Ordinal);

        book.Clear();
        Write("refused", Guid.NewGuid(), "");
        Assert.Equal(0, await BringAsync(agent, 1));
        Assert.Contains("begun anew", (await DifferencesAsync(device))[^1].Why, StringComparison.Ordinal);
        Assert.Equal(1, await BringAsync(agent, 1, book[0]));
        Assert.Equal(3, (await DifferencesAsync(device)).Length);
    }

    [Fact]
    public async Task Garbage_is_kept_as_what_it_is_and_told_once_for_all_of_it()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        await using var _ = agent;
        book.AddRange(["no json", """{"n":7}""", "\u202Ex\0"]);
        Assert.Equal(3, await BringAsync(agent, 1, [.. book]));
        var told = Assert.Single(await DifferencesAsync(device));
        Assert.Contains("and 2 more", told.Why, StringComparison.Ordinal);
        var rows = (await server.Administrator.Get($"/api/devices/{device.Id}/journal").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray();
        Assert.All(rows, r => Assert.Equal("unreadable", r.GetProperty("what").GetString()));
    }

    [Fact]
    public async Task An_agent_that_takes_unsigned_commands_has_no_journal()
    {
        var (device, agent) = await server.OnlineDeviceAsync();
        await using var _ = agent;
        await agent.SayAsync(new JournalLines(1, [Write("taken", Guid.NewGuid(), "")], 1, ""));
        await agent.SayAsync(new Ping());
        await agent.HearsAsync<Pong>();
        Assert.Empty(await DifferencesAsync(device));
        Assert.Equal(0, await server.CountAsync("select count(*) from devices.journal where device_id = $1", device.Id));
    }
}
