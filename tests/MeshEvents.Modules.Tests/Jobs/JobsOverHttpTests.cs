using MeshEvents.Jobs.Views;

namespace MeshEvents.Modules.Tests.Jobs;

/// <summary>Jobs from their start to their outcome, over HTTP, with a test in the device's place.</summary>
[Collection(JobsServer.Name)]
public sealed class JobsOverHttpTests(JobsServer server)
{
    [Fact]
    public async Task A_command_is_run_its_output_kept_and_all_of_it_in_the_history()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        await using var _ = agent;
        await using var live = await server.Viewer.Live();
        var job = await server.StartAsync(server.Technician, new { text = "uptime", devices = new[] { device.Id } });
        var command = await server.SentAsync<CommandDevice>();
        Assert.Equal((device.Id, "run"), (command.DeviceId.Value, command.Action));

        await server.WritesAsync(command, 0, "up 3 days\n"u8.ToArray());
        await server.WritesAsync(command, 1, [0, 255], error: true);
        await server.WritesAsync(command, 1, "again"u8.ToArray());
        await server.AnswersAsync(command, """{"exit":3,"bytes":12,"errorBytes":2,"seconds":0.5}""");

        var row = await server.RunOfAsync(job);
        Assert.Equal(("Failed", 3, 12, device.Name), (row.GetProperty("state").GetString(), row.GetProperty("exit").GetInt32(), row.GetProperty("bytes").GetInt32(), row.GetProperty("deviceName").GetString()));
        var run = await server.Technician.Get($"/api/runs/{command.CommandId}").Be(HttpStatusCode.OK);
        Assert.Equal(["up 3 days\n"u8.ToArray(), [0, 255]], run.Json.GetProperty("pieces").EnumerateArray().Select(p => p.GetProperty("bytes").GetBytesFromBase64()));
        Assert.Equal(2, run.Json.GetProperty("next").GetInt32());
        Assert.Equal("Failed", (await live.Next<RunRow>(r => r.Exit == 3)).State.ToString());

        var audit = await server.AuditOfAsync(device.Id);
        Assert.Equal([("Ended with exit code 3 and 12 bytes of output", "Failed"), ("Sent it to the device", "Requested"), ("Asked to run: uptime", "Requested")], audit.Take(3).Select(a => (a.Sentence, a.Outcome)));
        Assert.Equal("technician", audit[2].By);
    }

    [Fact]
    public async Task A_device_that_returns_gets_what_waited_for_it_once()
    {
        var device = await server.NewDeviceAsync();
        var job = await server.StartAsync(server.Technician, new { text = "uptime", devices = new[] { device.Id } });
        Assert.Equal("Waiting", await server.StateOfAsync(job));
        await server.ArrivesAsync(device.Id);
        var command = await server.SentAsync<CommandDevice>();
        await server.ArrivesAsync(device.Id, command.CommandId);
        server.NothingSent();
        await server.AnswersAsync(command, """{"exit":0}""");
        Assert.Equal("Done", await server.StateOfAsync(job));
    }

    [Fact]
    public async Task One_whose_right_was_taken_meanwhile_does_nothing_more()
    {
        var device = await server.NewDeviceAsync(group: await server.BareGroupAsync(server.Administrator));
        var person = await server.NewPersonAsync();
        await server.GiveAsync(device.Group.Id, person, Rights.Commands);
        await server.GiveAsync(device.Group.Id, server.Technician, Rights.Commands);
        var job = await server.StartAsync(person, new { text = "uptime", devices = new[] { device.Id } });
        await server.GiveAsync(device.Group.Id, person, Rights.Details);
        await server.ArrivesAsync(device.Id);
        server.NothingSent();
        Assert.Equal("Refused", await server.StateOfAsync(job));
    }

    [Fact]
    public async Task What_an_earlier_connection_took_with_it_is_unknown_until_an_answer_comes_after_all()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        var job = await server.StartAsync(server.Technician, new { text = "uptime", devices = new[] { device.Id } });
        var command = await server.SentAsync<CommandDevice>();
        await server.ArrivesAsync(device.Id);
        Assert.Equal("Running", await server.StateOfAsync(job));

        await agent.DisposeAsync();
        await using var again = await FakeAgent.OnlineAsync(server, agent.Key, device.Group.MeshId, device.Name, signed: true);
        await Waiting.Until(() => server.Get<IPresence>().Of(new(device.Id)) is not null, "the device to be back");
        await server.ArrivesAsync(device.Id);
        Assert.Equal("Unknown", await server.StateOfAsync(job));
        await server.AnswersAsync(command, """{"exit":0}""");
        Assert.Equal("Done", await server.StateOfAsync(job));
    }

    [Fact]
    public async Task Nobody_answers_or_writes_for_another_device()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        await using var _ = agent;
        var other = await server.NewDeviceAsync();
        var job = await server.StartAsync(server.Technician, new { text = "uptime", devices = new[] { device.Id } });
        var command = await server.SentAsync<CommandDevice>();
        await server.WritesAsync(command, 0, "forged"u8.ToArray(), device: other.Id);
        await server.AnswersAsync(command, """{"exit":0}""", device: other.Id);
        Assert.Equal("Running", await server.StateOfAsync(job));
        Assert.Equal(0, await server.CountAsync("select count(*) from jobs.output where run_id = $1", command.CommandId.Value));
        Assert.Equal(0, await server.CountAsync("select count(*) from jobs.answer where run_id = $1", command.CommandId.Value));
    }

    [Fact]
    public async Task No_more_than_a_megabyte_is_kept_whatever_the_agent_sends()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        await using var _ = agent;
        await server.StartAsync(server.Technician, new { text = "yes", devices = new[] { device.Id } });
        var command = await server.SentAsync<CommandDevice>();
        for (var number = 0; number < 20; number++) await server.WritesAsync(command, number, new byte[64 << 10]);
        Assert.Equal(1 << 20, await server.CountAsync("select sum(octet_length(bytes)) from jobs.output where run_id = $1", command.CommandId.Value));
    }

    [Fact]
    public async Task Cancelling_asks_who_runs_and_forgets_who_waits_and_both_can_be_tried_again()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        await using var _ = agent;
        var away = await server.NewDeviceAsync();
        var job = await server.StartAsync(server.Technician, new { text = "sleep 1000", devices = new[] { device.Id, away.Id } });
        var command = await server.SentAsync<CommandDevice>();
        await server.Technician.Post($"/api/jobs/{job}/cancel").Be(HttpStatusCode.NoContent);
        Assert.Equal(command.CommandId, (await server.SentAsync<CancelCommand>()).CommandId);
        await server.ArrivesAsync(away.Id);
        server.NothingSent();
        await server.ArrivesAsync(device.Id, command.CommandId);
        await server.SentAsync<CancelCommand>();
        await server.AnswersAsync(command, """{"signal":"SIGTERM"}""", CommandEnd.Failed, "It was cancelled.");

        var counts = (await server.Technician.Get("/api/jobs").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray().Single(r => r.GetProperty("id").GetGuid() == job).GetProperty("counts");
        Assert.Equal(2, counts.GetProperty("cancelled").GetInt32());
        Assert.Equal(["Cancelled before it was sent", "Asked to run: sleep 1000"], (await server.AuditOfAsync(away.Id)).Take(2).Select(a => a.Sentence));
        Assert.DoesNotContain(await server.AuditOfAsync(device.Id), a => a.Sentence.StartsWith("Cancelled before", StringComparison.Ordinal));
        Assert.Equal(9, (await server.AuditOfAsync(job, "jobId")).Count);
        Assert.Equal([("Cancelled a job: 1 not sent, 1 asked to stop", "technician"), ("Started a job on 2 devices: run sleep 1000", "technician")],
            (await server.AuditOfAsync(server.Technician.Id, "person")).Where(a => a.Kind.StartsWith("jobs.job_", StringComparison.Ordinal)).Take(2).Select(a => (a.Sentence, a.By)));
        var again = await server.Technician.Post($"/api/jobs/{job}/retry").Be(HttpStatusCode.Created);
        Assert.Equal((2, 1), (again.Json.GetProperty("devices").GetInt32(), again.Json.GetProperty("waiting").GetInt32()));
        var second = await server.SentAsync<CommandDevice>();
        Assert.NotEqual(command.CommandId, second.CommandId);
        Assert.Equal(command.Arguments, second.Arguments);
    }

    [Fact]
    public async Task The_clock_ends_what_nobody_answers()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        await using var _ = agent;
        var away = await server.NewDeviceAsync();
        var silent = await server.StartAsync(server.Technician, new { text = "uptime", devices = new[] { device.Id }, timeoutSeconds = 10 });
        await server.SentAsync<CommandDevice>();
        var missed = await server.StartAsync(server.Technician, new { text = "uptime", devices = new[] { away.Id }, expiresSeconds = 50 });
        server.Clock.Jump(TimeSpan.FromSeconds(56));
        await Waiting.Until(async () => await server.StateOfAsync(silent) == "Unknown", "the run to be unknown");
        await Waiting.Until(async () => await server.StateOfAsync(missed) == "Expired", "the run to expire");
    }
}
