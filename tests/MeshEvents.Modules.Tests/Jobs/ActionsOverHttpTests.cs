using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Modules.Tests.Jobs;

/// <summary>Every action over HTTP: who may, who may not, and what the device is sent.</summary>
[Collection(JobsServer.Name)]
public sealed class ActionsOverHttpTests(JobsServer server)
{
    public static TheoryData<string, string, uint> All() => new()
    {
        { "power", "power", Rights.Power }, { "message", "message", Rights.Chat }, { "notification", "notification", Rights.Chat }, { "open", "open", Rights.Chat },
        { "processes", "processes", Rights.RemoteControl }, { "end-process", "end-process", Rights.RemoteControl }, { "services", "services", Rights.RemoteControl },
        { "change-service", "change-service", Rights.RemoteControl }, { "clipboard/read", "read-clipboard", Rights.RemoteControl }, { "clipboard/set", "set-clipboard", Rights.RemoteControl },
        { "uninstall-agent", "uninstall", Rights.Uninstall },
    };

    static object Form(Guid device) => new { devices = new[] { device }, deviceId = device, to = 0, text = "hello", address = "https://example.org/", pid = 4711, startedAt = 1L, name = "cups" };

    [Theory, MemberData(nameof(All))]
    public async Task Needs_its_own_right_and_no_other(string route, string action, uint right)
    {
        var (device, agent) = await server.OnlineDeviceAsync(await server.BareGroupAsync(server.Administrator), signed: true);
        await using var _ = agent;
        var person = await server.NewPersonAsync();
        await server.GiveAsync(device.Group.Id, person, Rights.Words.Where(w => !w.Negative).Aggregate(0u, (bits, w) => bits | w.Bit) & ~right);
        await person.Post($"/api/jobs/{route}", Form(device.Id)).Be(HttpStatusCode.Forbidden);
        await server.Stranger.Post($"/api/jobs/{route}", Form(device.Id)).Be(HttpStatusCode.NotFound);
        Assert.True((await server.Foreigner.Post($"/api/jobs/{route}", Form(device.Id))).Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound);
        server.NothingSent();

        await server.GiveAsync(device.Group.Id, person, right | Rights.Details);
        var made = await person.Post($"/api/jobs/{route}", Form(device.Id)).Be(HttpStatusCode.Created);
        var command = await server.SentAsync<CommandDevice>();
        Assert.Equal((device.Id, action, made.Json.GetProperty("runId").GetGuid()), (command.DeviceId.Value, command.Action, command.CommandId.Value));
        await server.AnswersAsync(command, """{"bytes":5}""", action == "uninstall" ? CommandEnd.Refused : CommandEnd.Done);
        var run = await person.Get($"/api/runs/{command.CommandId}").Be(HttpStatusCode.OK);
        Assert.Equal((true, 5), (run.Json.GetProperty("readable").GetBoolean(), run.Json.GetProperty("run").GetProperty("bytes").GetInt32()));
    }

    [Theory]
    [InlineData("end-process")]
    [InlineData("change-service")]
    [InlineData("clipboard/set")]
    public async Task View_only_changes_nothing(string route)
    {
        var (device, agent) = await server.OnlineDeviceAsync(await server.BareGroupAsync(server.Administrator), signed: true);
        await using var _ = agent;
        var person = await server.NewPersonAsync();
        await server.GiveAsync(device.Group.Id, person, Rights.RemoteControl | Rights.ViewOnly);
        await person.Post($"/api/jobs/{route}", Form(device.Id)).Be(HttpStatusCode.Forbidden);
        server.NothingSent();
        await person.Post("/api/jobs/processes", Form(device.Id)).Be(HttpStatusCode.Created);
        await server.SentAsync<CommandDevice>();
    }

    [Fact]
    public async Task What_was_on_a_clipboard_is_in_no_fact_and_shown_to_who_may_read_it()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        await using var _ = agent;
        await server.Technician.Post("/api/jobs/clipboard/read", new { deviceId = device.Id }).Be(HttpStatusCode.Created);
        var command = await server.SentAsync<CommandDevice>();
        await server.AnswersAsync(command, """{"text":"open sesame","bytes":11}""");
        Assert.Contains("open sesame", (await server.Technician.Get($"/api/runs/{command.CommandId}").Be(HttpStatusCode.OK)).Json.GetProperty("answer").GetString(), StringComparison.Ordinal);
        var seen = (await server.Viewer.Get($"/api/runs/{command.CommandId}").Be(HttpStatusCode.OK)).Json;
        Assert.False(seen.GetProperty("readable").GetBoolean());
        Assert.DoesNotContain("sesame", seen.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, await server.CountAsync("select count(*) from events.mt_events where data::text like '%sesame%'"));
        Assert.Equal("Done, with 11 bytes", (await server.AuditOfAsync(device.Id))[0].Sentence);

        var set = await server.Technician.Post("/api/jobs/clipboard/set", new { deviceId = device.Id, text = "open barley" }).Be(HttpStatusCode.Created);
        await server.AnswersAsync(await server.SentAsync<CommandDevice>(), "{}", CommandEnd.Failed, "The screen went away.");
        Assert.Equal(0, await server.CountAsync("select count(*) from events.mt_events where data::text like '%barley%'"));
        Assert.Equal("jobs.only-once", (await server.Technician.Post($"/api/jobs/{set.Json.GetProperty("jobId").GetGuid()}/retry").Be(HttpStatusCode.Conflict)).Code);
    }

    [Fact]
    public async Task A_device_whose_agent_says_that_it_goes_is_retired()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        await server.Administrator.Post("/api/jobs/uninstall-agent", new { devices = new[] { device.Id } }).Be(HttpStatusCode.Created);
        await server.AnswersAsync(await server.SentAsync<CommandDevice>(), "{}");
        await Waiting.Until(async () => (await server.HistoryAsync(device.Id)).Any(e => e.Data is DeviceRetired), "the device to be retired");
        await agent.Closed.Within("the agent to be let go");
        Assert.Contains(await server.AuditOfAsync(device.Id), a => a.Sentence == "Retired: The agent was uninstalled.");
        await agent.DisposeAsync();
    }

    [Fact]
    public async Task A_sleeping_device_is_woken_by_one_on_its_network()
    {
        var group = await server.NewGroupAsync();
        var (asleep, first) = await server.OnlineDeviceAsync(group, signed: true);
        var (near, second) = await server.OnlineDeviceAsync(group, signed: true);
        var (far, third) = await server.OnlineDeviceAsync(group, signed: true);
        await using var _ = second;
        await using var __ = third;
        await SayAsync(first, "192.0.2.17", "00:11:22:33:44:55");
        await SayAsync(second, "192.0.2.99", "00:11:22:33:44:66");
        await SayAsync(third, "198.51.100.4", "00:11:22:33:44:77");
        foreach (var device in new[] { asleep, near, far }) await Waiting.Until(async () => await ReportedAsync(device.Id), "its networks to be known");
        await server.Technician.Post("/api/jobs/wake", new { devices = new[] { asleep.Id } }).Be(HttpStatusCode.Conflict);
        await first.DisposeAsync();
        await Waiting.Until(() => server.Get<IPresence>().Of(new(asleep.Id)) is null, "the device to be gone");

        await server.Viewer.Post("/api/jobs/wake", new { devices = new[] { asleep.Id } }).Be(HttpStatusCode.Forbidden);
        await server.Foreigner.Post("/api/jobs/wake", new { devices = new[] { asleep.Id } }).Be(HttpStatusCode.NotFound);
        var made = await server.Technician.Post("/api/jobs/wake", new { devices = new[] { asleep.Id } }).Be(HttpStatusCode.Created);
        Assert.Equal((1, 1), (made.Json.GetProperty("devices").GetInt32(), made.Json.GetProperty("neighbours").GetInt32()));
        var command = await server.SentAsync<CommandDevice>();
        Assert.Equal((near.Id, "wake", """{"macs":["00:11:22:33:44:55"]}"""), (command.DeviceId.Value, command.Action, command.Arguments));
        server.NothingSent();
        Assert.Equal("Asked to wake it: one other device near it is asked", (await server.AuditOfAsync(asleep.Id))[0].Sentence);
    }

    static async Task SayAsync(FakeAgent agent, string address, string mac)
    {
        await agent.SayAsync(FakeAgent.Core() with { MeshEvents = new("0.1", ["action:wake"], []) });
        await agent.SayAsync(new NetInfo(new Dictionary<string, IReadOnlyList<NetworkAddress>>
        {
            ["eth0"] = [new(address, "IPv4", "255.255.255.0", mac, "ethernet", "up")],
            ["docker0"] = [new("172.17.0.1", "IPv4", "255.255.0.0", "02:42:00:00:00:01", "ethernet", "up")],
        }));
    }

    async Task<bool> ReportedAsync(Guid device) => await server.CountAsync("select count(*) from devices.device_sheet where id = $1 and data::text like '%network.eth0.networks%' and data::text like '%\"wake\"%'", device) == 1;
}
