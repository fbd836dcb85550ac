using System.Threading.Channels;
using MeshEvents.Contracts.Devices;
using MeshEvents.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace MeshEvents.Devices.Presence;

public sealed record LastSeen(DateTimeOffset At, string Address);

/// <summary>A device came or went.</summary>
public sealed record UpDown(Guid Tenant, DeviceId Device, DateTimeOffset At, bool Up, string Reason, string Address);

/// <summary>
/// Up and down history. Traffic is not an event: it is written in batches to a table partitioned by day, kept 90 days. Each node beats every 5 seconds; the
/// next start closes what a dead node left up, at the time of its last beat.
/// </summary>
public sealed partial class Connectivity(Database database, TimeProvider clock, ILogger<Connectivity> log) : BackgroundService
{
    static readonly TimeSpan beat = TimeSpan.FromSeconds(5);
    public const int KeptDays = 90, DaysAhead = 7;
    public const string ServerLost = "server-lost";

    readonly Channel<UpDown> notes = Channel.CreateUnbounded<UpDown>(new() { SingleReader = true });
    readonly string node = Environment.MachineName;

    public void Note(UpDown what) => notes.Writer.TryWrite(what);

    public override async Task StartAsync(CancellationToken stop)
    {
        await PartitionsAsync(stop);
        await CloseDeadAsync(stop);
        await base.StartAsync(stop);
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(beat, clock);
        var nextDay = clock.GetUtcNow().Date.AddDays(1);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await TryAsync(WriteAsync, stop);
                if (clock.GetUtcNow() < nextDay) continue;
                nextDay = nextDay.AddDays(1);
                await TryAsync(PartitionsAsync, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { await TryAsync(WriteAsync, CancellationToken.None); }
    }

    /// <summary>When each was connected last, as of now or then.</summary>
    public async Task<IReadOnlyDictionary<Guid, LastSeen>> LastSeenAsync(Guid[] devices, DateTimeOffset? asOf)
    {
        await using var command = database.App.CreateCommand(asOf is null
            ? "select device_id, case when up then now() else at end, address from devices.last_seen where device_id = any($1)"
            : "select distinct on (device_id) device_id, at, address from devices.connectivity where device_id = any($1) and at <= $2 order by device_id, at desc");
        command.Parameters.Add(new() { Value = devices });
        if (asOf is { } at) command.Parameters.Add(new() { Value = at.UtcDateTime });
        await using var rows = await command.ExecuteReaderAsync();
        var seen = new Dictionary<Guid, LastSeen>();
        while (await rows.ReadAsync()) seen[rows.GetGuid(0)] = new(rows.GetFieldValue<DateTimeOffset>(1), rows.GetString(2));
        return seen;
    }

    public async Task<Guid[]> OnlineAtAsync(Guid tenant, DateTimeOffset at)
    {
        await using var command = database.App.CreateCommand("""
            select device_id from (select distinct on (device_id) device_id, up from devices.connectivity where tenant_id = $1 and at <= $2 order by device_id, at desc) last where up
            """);
        command.Parameters.Add(new() { Value = tenant.ToString() });
        command.Parameters.Add(new() { Value = at.UtcDateTime });
        await using var rows = await command.ExecuteReaderAsync();
        var online = new List<Guid>();
        while (await rows.ReadAsync()) online.Add(rows.GetGuid(0));
        return [.. online];
    }

    async Task WriteAsync(CancellationToken stop)
    {
        await BeatAsync(stop);
        var batch = new List<UpDown>();
        while (batch.Count < 50_000 && notes.Reader.TryRead(out var note)) batch.Add(note);
        if (batch.Count == 0) return;
        try { await CopyAsync(batch, stop); }
        catch
        {
            foreach (var note in batch) notes.Writer.TryWrite(note);      // the next beat tries again; order is by time, not by arrival
            throw;
        }
    }

    async Task CopyAsync(IReadOnlyList<UpDown> batch, CancellationToken stop)
    {
        await using var connection = await database.App.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using (var copy = await connection.BeginBinaryImportAsync("copy devices.connectivity (tenant_id, device_id, at, up, reason, address, node) from stdin (format binary)", stop))
        {
            foreach (var n in batch)
            {
                await copy.StartRowAsync(stop);
                await copy.WriteAsync(n.Tenant.ToString(), NpgsqlDbType.Varchar, stop);
                await copy.WriteAsync(n.Device.Value, NpgsqlDbType.Uuid, stop);
                await copy.WriteAsync(n.At.UtcDateTime, NpgsqlDbType.TimestampTz, stop);
                await copy.WriteAsync(n.Up, NpgsqlDbType.Boolean, stop);
                await copy.WriteAsync(n.Reason, NpgsqlDbType.Varchar, stop);
                await copy.WriteAsync(n.Address, NpgsqlDbType.Varchar, stop);
                await copy.WriteAsync(node, NpgsqlDbType.Varchar, stop);
            }
            await copy.CompleteAsync(stop);
        }
        var last = batch.GroupBy(n => n.Device).Select(g => g.MaxBy(n => n.At)!).ToList();
        await using var upsert = new NpgsqlCommand("""
            insert into devices.last_seen (device_id, tenant_id, at, up, address, node)
            select * from unnest($1::uuid[], $2::varchar[], $3::timestamptz[], $4::boolean[], $5::varchar[], $6::varchar[])
            on conflict (device_id) do update set at = excluded.at, up = excluded.up, address = excluded.address, node = excluded.node where last_seen.at <= excluded.at
            """, connection, transaction);
        upsert.Parameters.Add(new() { Value = last.Select(n => n.Device.Value).ToArray() });
        upsert.Parameters.Add(new() { Value = last.Select(n => n.Tenant.ToString()).ToArray() });
        upsert.Parameters.Add(new() { Value = last.Select(n => n.At.UtcDateTime).ToArray() });
        upsert.Parameters.Add(new() { Value = last.Select(n => n.Up).ToArray() });
        upsert.Parameters.Add(new() { Value = last.Select(n => n.Address).ToArray() });
        upsert.Parameters.Add(new() { Value = last.Select(_ => node).ToArray() });
        await upsert.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
    }

    async Task BeatAsync(CancellationToken stop)
    {
        await using var command = database.App.CreateCommand("insert into devices.node_beat (node, at) values ($1, $2) on conflict (node) do update set at = excluded.at");
        command.Parameters.Add(new() { Value = node });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(stop);
    }

    async Task CloseDeadAsync(CancellationToken stop)
    {
        await using var command = database.App.CreateCommand("""
            with dead as (
                update devices.last_seen l set up = false, at = greatest(l.at, b.at) from devices.node_beat b where l.up and l.node = $1 and b.node = l.node
                returning l.tenant_id, l.device_id, l.at, l.address, l.node)
            insert into devices.connectivity (tenant_id, device_id, at, up, reason, address, node) select tenant_id, device_id, at, false, $2, address, node from dead
            """);
        command.Parameters.Add(new() { Value = node });
        command.Parameters.Add(new() { Value = ServerLost });
        await command.ExecuteNonQueryAsync(stop);
    }

    async Task PartitionsAsync(CancellationToken stop)
    {
        await using var command = database.Owner.CreateCommand("select devices.connectivity_partitions($1, $2, $3)");
        command.Parameters.Add(new() { Value = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime) });
        command.Parameters.Add(new() { Value = DaysAhead });
        command.Parameters.Add(new() { Value = KeptDays });
        await command.ExecuteNonQueryAsync(stop);
    }

    async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken stop)
    {
        try { await work(stop); }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException) { NotWritten(e.Message); }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Up and down history could not be written: {Error}. Trying again.")]
    partial void NotWritten(string error);
}
