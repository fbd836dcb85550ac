using MeshEvents.Contracts.Devices;
using MeshEvents.Jobs.Features;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Npgsql;

namespace MeshEvents.Jobs;

/// <summary>
/// What programs wrote and devices answered: too much for facts, so tables of their own. A piece is kept only for an open run of the device that sends it: an
/// agent may name any id. It may come twice.
/// </summary>
sealed class RunRecords(Database database)
{
    public Task KeepAsync(CommandOutput piece, Guid tenant, DateTimeOffset at, CancellationToken stop) => RunAsync("""
        insert into jobs.output (tenant_id, run_id, number, error, at, bytes)
        select $1, $2, $3, $4, $5, $6 from jobs.run_sheet r where r.tenant_id = $1 and r.id = $2 and r.device_id = $7 and r.open
          and (select coalesce(sum(octet_length(o.bytes)), 0) from jobs.output o where o.run_id = $2) + octet_length($6) <= $8
        on conflict do nothing
        """, stop, $"{tenant}", piece.CommandId.Value, piece.Number, piece.Error, at.UtcDateTime, piece.Bytes, piece.DeviceId.Value, RunCommands.MostOutput);

    public Task KeepAsync(CommandAnswer answer, Guid tenant, CancellationToken stop) => RunAsync("""
        insert into jobs.answer (tenant_id, run_id, result)
        select $1, $2, $3 from jobs.run_sheet r where r.tenant_id = $1 and r.id = $2 and r.device_id = $4
        on conflict do nothing
        """, stop, $"{tenant}", answer.CommandId.Value, Clean.Text(answer.Result, 1 << 20), answer.DeviceId.Value);

    async Task RunAsync(string sql, CancellationToken stop, params object[] values)
    {
        await using var command = database.App.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(stop);
    }
}
