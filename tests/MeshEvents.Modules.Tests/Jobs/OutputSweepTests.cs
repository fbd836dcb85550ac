using MeshEvents.Jobs.Retention;
using MeshEvents.Store;

namespace MeshEvents.Modules.Tests.Jobs;

/// <summary>Outputs that were kept for 90 days go; what was asked and how it ended stays.</summary>
[Collection(JobsServer.Name)]
public sealed class OutputSweepTests(JobsServer server)
{
    /// <returns>The job, and its only run.</returns>
    async Task<(Guid Job, Guid Run)> RunAsync(int daysAgo, string wrote = "four")
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        await using var _ = agent;
        var job = await server.StartAsync(server.Technician, new { text = "uptime", devices = new[] { device.Id } });
        var command = await server.SentAsync<CommandDevice>();
        await server.WritesAsync(command, 0, System.Text.Encoding.UTF8.GetBytes(wrote));
        await server.AnswersAsync(command, """{"exit":0}""");
        await AgeAsync(command.CommandId.Value, daysAgo);
        return (job, command.CommandId.Value);
    }

    async Task AgeAsync(Guid run, int days)
    {
        await server.RunAsync("update jobs.run_sheet set data = jsonb_set(data, '{endedAt}', to_jsonb((data->>'endedAt')::timestamptz - make_interval(days => $2))) where id = $1", run, days);
        await server.RunAsync("update jobs.output set at = at - make_interval(days => $2) where run_id = $1", run, days);
        await server.RunAsync("update jobs.answer set at = at - make_interval(days => $2) where run_id = $1", run, days);
    }

    async Task SweepAsync()
    {
        var swept = false;
        await Waiting.Until(async () => swept |= await server.Get<OutputSweep>().SweepAsync(default), "a turn at the sweep");
        Assert.True(swept);
    }

    async Task<IReadOnlyList<OutputsRemoved>> ToldAsync(Guid run)
    {
        var sweep = await server.CountAsync("select count(*) from jobs.removed where run_id = $1", run) == 0 ? Guid.Empty : await SweepOfAsync(run);
        return [.. (await server.HistoryAsync(sweep)).Select(e => e.Data).OfType<OutputsRemoved>()];
    }

    async Task<Guid> SweepOfAsync(Guid run)
    {
        await using var command = server.Get<Database>().App.CreateCommand("select sweep_id from jobs.removed where run_id = $1");
        command.Parameters.Add(new() { Value = run });
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    Task<long> LeftAsync(Guid run) => server.CountAsync("select (select count(*) from jobs.output where run_id = $1) + (select count(*) from jobs.answer where run_id = $1)", run);

    [Fact]
    public async Task What_is_old_goes_with_one_fact_and_everybody_is_told()
    {
        var (old, young) = (await RunAsync(91), await RunAsync(89));
        await SweepAsync();
        Assert.Equal((0, 2), (await LeftAsync(old.Run), await LeftAsync(young.Run)));

        var removed = (await server.RunOfAsync(old.Job)).GetProperty("removed");
        Assert.Equal(90, removed.GetProperty("days").GetInt32());
        Assert.Equal("Done", await server.StateOfAsync(old.Job));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await server.RunOfAsync(young.Job)).GetProperty("removed").ValueKind);
        var page = (await server.Technician.Get($"/api/runs/{old.Run}").Be(HttpStatusCode.OK)).Json;
        Assert.Equal((0, System.Text.Json.JsonValueKind.Null), (page.GetProperty("pieces").GetArrayLength(), page.GetProperty("answer").ValueKind));
        Assert.Contains("\"removed\":{\"at\":", (await server.Technician.Get($"/api/jobs/{old.Job}/results").Be(HttpStatusCode.OK)).Text, StringComparison.Ordinal);
        Assert.Equal(90, Assert.Single(await ToldAsync(old.Run)).Days);

        await SweepAsync();
        Assert.Single(await ToldAsync(old.Run));
    }

    [Fact]
    public async Task What_still_runs_is_left_alone()
    {
        var (job, run) = await RunAsync(91);
        await server.RunAsync("update jobs.run_sheet set data = jsonb_set(data, '{open}', 'true') where id = $1", run);
        await SweepAsync();
        Assert.Equal(2, await LeftAsync(run));
        Assert.Equal("Done", await server.StateOfAsync(job));
    }

    [Fact]
    public async Task More_than_one_batch_goes_in_one_sweep()
    {
        var (_, run) = await RunAsync(91);
        const int more = OverdueOutputs.Batch + 5;
        await server.RunAsync("""
            with copy as (insert into jobs.run_sheet (tenant_id, id, data) select tenant_id, gen_random_uuid(), data from jobs.run_sheet r, generate_series(1, $2) where r.id = $1 returning tenant_id, id)
            insert into jobs.output (tenant_id, run_id, number, error, at, bytes) select tenant_id, id, 0, false, now() - interval '91 days', '\x01' from copy
            """, run, more);
        await SweepAsync();
        Assert.True(Assert.Single(await ToldAsync(run)).Runs > more);
    }

    [Fact]
    public async Task A_sweep_that_died_before_it_told_is_told_by_the_next_one_once()
    {
        var (_, run) = await RunAsync(91);
        var now = server.Clock.GetUtcNow();
        var sweep = new SweepId(Guid.CreateVersion7());
        Assert.True(await server.Get<OverdueOutputs>().RemoveAsync(server.Tenant, sweep, now, 90, now.AddDays(-90), default) > 0);
        Assert.Empty(await ToldAsync(run));
        await SweepAsync();
        Assert.Single(await ToldAsync(run));

        // and one that died between the fact and its note
        await server.RunAsync("update jobs.removed set told = false where run_id = $1", run);
        await SweepAsync();
        Assert.Single(await ToldAsync(run));
        Assert.Equal(0, await server.CountAsync("select count(*) from jobs.removed where not told"));
    }

    [Fact]
    public async Task Two_nodes_do_not_sweep_at_once()
    {
        var (_, run) = await RunAsync(91);
        var held = await server.Get<Database>().TryHoldAsync(ClusterWork.OutputSweep, default);
        Assert.NotNull(held);
        Assert.False(await server.Get<OutputSweep>().SweepAsync(default));
        Assert.Equal(2, await LeftAsync(run));
        await held.DisposeAsync();
        var turns = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Get<OutputSweep>().SweepAsync(default)));
        Assert.Contains(true, turns);
        Assert.Single(await ToldAsync(run));
    }

    [Fact]
    public async Task Another_tenants_outputs_stay_while_it_keeps_them_for_ever()
    {
        var (_, run) = await RunAsync(91);
        var foreign = server.ForeignTenant.ToString();
        foreach (var table in new[] { "run_sheet", "output", "answer" })
            await server.RunAsync($"update jobs.{table} set tenant_id = $2 where {(table is "run_sheet" ? "id" : "run_id")} = $1", run, foreign);
        var sweep = new OutputSweep(server.Get<Database>(), server.Get<OverdueOutputs>(), new(new Dictionary<Guid, int> { [server.Tenant] = 90, [server.ForeignTenant] = 0 }),
            server.Get<MeshEvents.Bus.ICommandBus>(), server.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<OutputSweep>.Instance);
        Assert.True(await sweep.SweepAsync(default));
        Assert.Equal(2, await LeftAsync(run));
        await SweepAsync();
        Assert.Equal(0, await LeftAsync(run));
        Assert.Single((await server.HistoryAsync(await SweepOfAsync(run), server.ForeignTenant)).Select(e => e.Data).OfType<OutputsRemoved>());
    }
}
