namespace MeshEvents.Modules.Tests.Jobs;

/// <summary>The server dies in the middle of jobs: what waited goes on, and what ran has an outcome that says so.</summary>
public sealed class JobsThroughADeathTests(JobsServer server) : IClassFixture<JobsServer>
{
    [Fact]
    public async Task A_device_that_does_not_come_back_is_unknown_within_a_minute_and_its_late_answer_counts()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        var job = await server.StartAsync(server.Technician, new { text = "long", devices = new[] { device.Id } });
        var command = await server.SentAsync<CommandDevice>();
        await agent.DisposeAsync();
        await server.LeavesAsync(device.Id);
        server.Clock.Jump(TimeSpan.FromSeconds(46));
        await Waiting.Until(async () => await server.StateOfAsync(job) == "Unknown", "the run to be unknown");
        Assert.Contains("has not come back", (await server.RunOfAsync(job)).GetProperty("why").GetString(), StringComparison.Ordinal);
        await server.AnswersAsync(command, """{"exit":0}""");
        Assert.Equal("Done", await server.StateOfAsync(job));
    }

    [Fact]
    public async Task What_ran_when_the_server_died_is_asked_after()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        var job = await server.StartAsync(server.Technician, new { text = "long", devices = new[] { device.Id } });
        await server.SentAsync<CommandDevice>();
        await agent.DisposeAsync();
        await server.RestartAsync();
        server.Clock.Jump(TimeSpan.FromSeconds(46));
        await Waiting.Until(async () => await server.StateOfAsync(job) == "Unknown", "the run to be unknown");
    }

    [Fact]
    public async Task Nothing_is_forgotten_and_nothing_is_done_twice()
    {
        var (runs, agent) = await server.OnlineDeviceAsync(signed: true);
        var (silent, other) = await server.OnlineDeviceAsync(signed: true);
        var (works, third) = await server.OnlineDeviceAsync(signed: true);
        var away = await server.NewDeviceAsync();
        var lost = await server.StartAsync(server.Technician, new { text = "one", devices = new[] { runs.Id } });
        await server.SentAsync<CommandDevice>();
        var overdue = await server.StartAsync(server.Technician, new { text = "two", devices = new[] { silent.Id }, timeoutSeconds = 10 });
        await server.SentAsync<CommandDevice>();
        var going = await server.StartAsync(server.Technician, new { text = "three", devices = new[] { works.Id } });
        var command = await server.SentAsync<CommandDevice>();
        var waiting = await server.StartAsync(server.Technician, new { text = "four", devices = new[] { away.Id } });

        await server.RestartAsync();
        foreach (var gone in new[] { agent, other, third }) await gone.DisposeAsync();

        await server.ArrivesAsync(runs.Id);
        Assert.Equal("Unknown", await server.StateOfAsync(lost));
        await server.ArrivesAsync(works.Id, command.CommandId);
        Assert.Equal("Running", await server.StateOfAsync(going));
        await server.AnswersAsync(command, """{"exit":0}""");
        Assert.Equal("Done", await server.StateOfAsync(going));
        server.NothingSent();

        await server.ArrivesAsync(away.Id);
        Assert.Contains("four", (await server.SentAsync<CommandDevice>()).Arguments, StringComparison.Ordinal);
        Assert.Equal("Running", await server.StateOfAsync(waiting));

        server.Clock.Jump(TimeSpan.FromSeconds(56));
        await Waiting.Until(async () => await server.StateOfAsync(overdue) == "Unknown", "the run to be unknown");
        Assert.Equal(2, (await server.AuditOfAsync(runs.Id)).Count(a => a.Kind is "jobs.run_sent" or "jobs.run_unknown"));
    }
}
