using MeshEvents.Certificates;
using MeshEvents.Contracts.Health;
using MeshEvents.Devices.Gateway;
using MeshEvents.Devices.Presence;
using MeshEvents.Server.Health;
using MeshEvents.Store;

namespace MeshEvents.Modules.Tests.Server.Health;

/// <summary>From which figure on a tile asks to be looked at, or to act.</summary>
public sealed class JudgingTests
{
    static readonly DateTimeOffset now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    const long GB = 1_000_000_000;

    [Theory]
    [InlineData(500 * GB, 1000 * GB, HealthState.Ok)]
    [InlineData(99 * GB, 1000 * GB, HealthState.Look)]
    [InlineData(29 * GB, 1000 * GB, HealthState.Act)]
    [InlineData(1_900_000_000, 10 * GB, HealthState.Look)]
    [InlineData(2 * GB, 10 * GB, HealthState.Ok)]
    [InlineData(0, 10 * GB, HealthState.Act)]
    [InlineData(0, 0, HealthState.Act)]
    public void A_disk_by_what_is_free(long free, long total, HealthState state)
    {
        var tile = DiskHealth.Judge("/data", free, total);
        Assert.Equal((state, state is HealthState.Ok), (tile.State, tile.Next is null));
    }

    [Theory]
    [InlineData(31, HealthState.Ok, "31 days")]
    [InlineData(30, HealthState.Look, "30 days")]
    [InlineData(8, HealthState.Look, "8 days")]
    [InlineData(7, HealthState.Act, "7 days")]
    [InlineData(-1, HealthState.Act, "Expired")]
    public void Certificates_by_the_first_that_ends(int days, HealthState state, string figure)
    {
        (string, DateTime) In(string name, int left) => (name, now.AddDays(left).AddHours(1).UtcDateTime);
        var tile = CertificatesHealth.Judge(now, webIsOwn: true, In("web", days), In("root", 9000));
        Assert.Equal((state, figure), (tile.State, tile.Figure));
        Assert.Contains("root 9000", tile.Cause);
        if (state is HealthState.Ok) return;
        Assert.Equal("Start the server again: it makes a new one.", tile.Next);
        Assert.Contains("web.crt", CertificatesHealth.Judge(now, webIsOwn: false, In("web", days)).Next);
        Assert.Contains("not renewed by itself", CertificatesHealth.Judge(now, webIsOwn: true, In("web", 300), In("root", days)).Next);
    }

    static ShardState Shard(string name, long position, ShardActivity state = ShardActivity.Running, string? error = null) =>
        new(name, position, 0, 0, state, error is null ? null : new(17, "devices.device_renamed", error), now);

    [Fact]
    public void Projections_by_what_stands_still_and_what_is_behind()
    {
        Assert.Equal((HealthState.Ok, "All 2 follow the log."), Of(ProjectionsHealth.Judge(true, [Shard("a", 5), Shard("b", 5)], TimeSpan.FromSeconds(30))));
        Assert.Equal(HealthState.Act, ProjectionsHealth.Judge(false, [Shard("a", 5)], TimeSpan.Zero).State);
        var stopped = ProjectionsHealth.Judge(true, [Shard("a", 5), Shard("b", 3, ShardActivity.Paused, "A field is missing.")], TimeSpan.Zero);
        Assert.Equal((HealthState.Act, "1 stopped", "b: A field is missing."), (stopped.State, stopped.Figure, stopped.Cause));
        var behind = ProjectionsHealth.Judge(true, [Shard("a", 5), Shard("b", 3)], TimeSpan.FromSeconds(31));
        Assert.Equal((HealthState.Look, "31 s behind"), (behind.State, behind.Figure));
        Assert.StartsWith("b ", behind.Cause);
        Assert.Equal((HealthState.Ok, "1 of 2 are made anew; the old ones serve until then."), Of(ProjectionsHealth.Judge(true, [Shard("a", 5), Shard("b", 0, ShardActivity.Rebuilding)], TimeSpan.Zero)));
    }

    static (HealthState, string) Of(HealthTile tile) => (tile.State, tile.Cause);

    [Fact]
    public void A_database_by_the_programs_role_and_keys_by_their_place()
    {
        Assert.Equal(HealthState.Ok, DatabaseHealth.Judge("15.8", "It is the server's own", restricted: true).State);
        var owner = DatabaseHealth.Judge("15.8", "It runs at db", restricted: false);
        Assert.Equal((HealthState.Look, true), (owner.State, owner.Next!.Contains("createrole", StringComparison.Ordinal)));
        Assert.Equal(HealthState.Ok, PersonKeysHealth.Judge("mesh_keys", null, null).State);
        var lost = PersonKeysHealth.Judge("mesh_keys", null, "database does not exist");
        Assert.Equal((HealthState.Act, true), (lost.State, lost.Cause.Contains("cannot be read: database does not exist.", StringComparison.Ordinal)));
        var beside = PersonKeysHealth.Judge("mesh_keys", "The database user may not make the database mesh_keys.", null);
        Assert.Equal(HealthState.Look, beside.State);
        Assert.Contains("may not make the database mesh_keys", beside.Cause);
        Assert.Contains("createdb", beside.Next);
    }

    [Fact]
    public void Letters_by_whose_they_are()
    {
        Assert.Equal(HealthState.Ok, DeadLettersHealth.Judge(0, 0).State);
        Assert.Equal((HealthState.Look, "One message was given up after all attempts."), Of(DeadLettersHealth.Judge(1, 1)));
        Assert.Equal((HealthState.Look, "3 messages were given up after all attempts, 2 of them in other tenants."), Of(DeadLettersHealth.Judge(1, 3)));
    }

    [Fact]
    public void Agents_by_who_waits_and_who_crowds_the_door()
    {
        Assert.Equal(HealthState.Ok, AgentsHealth.Judge(5, 0, 1599, 3).State);
        Assert.Equal((HealthState.Look, "5 online"), (AgentsHealth.Judge(5, 1, 0, 0).State, AgentsHealth.Judge(5, 1, 0, 0).Figure));
        Assert.Equal(HealthState.Act, AgentsHealth.Judge(5, 0, 1600, 0).State);
    }

    [Fact]
    public void A_refused_connection_is_counted()
    {
        var limits = new AgentLimits();
        for (var n = 0; n < AgentLimits.MostFromOne; n++) Assert.NotNull(limits.Enter("192.0.2.1"));
        Assert.Null(limits.Enter("192.0.2.1"));
        Assert.NotNull(limits.Enter("192.0.2.2"));
        Assert.Equal((1L, AgentLimits.MostFromOne + 1), (limits.Refused, limits.Open));
    }

    [Theory]
    [InlineData(59, "59 seconds")]
    [InlineData(3600, "60 minutes")]
    [InlineData(7200, "2 hours")]
    [InlineData(3 * 86400, "3 days")]
    public void Uptime_in_its_largest_unit(int seconds, string words) => Assert.StartsWith($"Running for {words}, on .NET", VersionHealth.Judge("0.1.0", TimeSpan.FromSeconds(seconds)).Cause);
}
