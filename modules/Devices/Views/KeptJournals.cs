using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Features;
using MeshEvents.Store;
using Npgsql;

namespace MeshEvents.Devices.Views;

/// <summary>The devices' own journals as they were collected, each line beside what this server sent.</summary>
sealed class KeptJournals(Database database)
{
    public async Task<IReadOnlyList<JournalRow>> RowsAsync(Guid tenant, FindJournal q, CancellationToken stop)
    {
        await using var command = Command("""
            select j.book, j.number, j.at, j.what, j.action, j.by, j.why, j.command_id, j.hash, case when j.command_id is not null then s.command_id is not null and (j.what <> 'taken' or s.journaled) end
            from devices.journal j left join devices.command_sent s on s.command_id = j.command_id and s.device_id = j.device_id
            where j.device_id = $1 and j.tenant_id = $2 and ($5::varchar is null or j.what = $5)
              and ($4::bigint is null or (j.book, j.number) < (coalesce($3::integer, (select max(book) from devices.journal where device_id = $1 and tenant_id = $2)), $4))
            order by j.book desc, j.number desc limit $6
            """, q.DeviceId.Value, tenant.ToString(), Optional(q.Book, NpgsqlTypes.NpgsqlDbType.Integer), Optional(q.Before, NpgsqlTypes.NpgsqlDbType.Bigint), Optional(q.What, NpgsqlTypes.NpgsqlDbType.Varchar), q.Take);
        await using var read = await command.ExecuteReaderAsync(stop);
        var rows = new List<JournalRow>();
        while (await read.ReadAsync(stop))
            rows.Add(new(read.GetInt32(0), read.GetInt64(1), read.GetFieldValue<DateTimeOffset>(2), read.GetString(3), read.GetString(4), read.GetString(5), read.GetString(6),
                await read.IsDBNullAsync(7, stop) ? null : new CommandId(read.GetGuid(7)), read.GetString(8), await read.IsDBNullAsync(9, stop) ? null : read.GetBoolean(9)));
        return rows;
    }

    public async Task<(long Lines, int Books)> SizeAsync(Guid tenant, DeviceId device, CancellationToken stop)
    {
        await using var command = Command("select count(*), count(distinct book)::integer from devices.journal where device_id = $1 and tenant_id = $2", device.Value, tenant.ToString());
        await using var read = await command.ExecuteReaderAsync(stop);
        await read.ReadAsync(stop);
        return (read.GetInt64(0), read.GetInt32(1));
    }

    static NpgsqlParameter Optional(object? value, NpgsqlTypes.NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.App.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new() { Value = value });
        return command;
    }
}
