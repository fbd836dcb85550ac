using Npgsql;
using NpgsqlTypes;

namespace MeshEvents.Store;

/// <summary>Statements with positional parameters (<c>$1</c>…), written in one line.</summary>
static class Command
{
    public static NpgsqlBatchCommand Of(string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(Parameter(value));
        return command;
    }

    /// <summary>
    /// The same statement for one more try. The driver notes on a command under which name a connection has prepared it, and believes that on the next
    /// connection too: run again there, it would be a statement that is not there, or another one.
    /// </summary>
    public static NpgsqlBatchCommand Fresh(this NpgsqlBatchCommand command)
    {
        var fresh = new NpgsqlBatchCommand(command.CommandText);
        foreach (NpgsqlParameter parameter in command.Parameters) fresh.Parameters.Add(parameter.Clone());
        return fresh;
    }

    public static NpgsqlCommand On(NpgsqlConnection connection, NpgsqlTransaction? transaction, string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var value in values) command.Parameters.Add(Parameter(value));
        return command;
    }

    public static async Task<int> RunAsync(this NpgsqlConnection connection, string sql, CancellationToken stop, NpgsqlTransaction? transaction = null)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        return await command.ExecuteNonQueryAsync(stop);
    }

    public static async Task<T?> ScalarAsync<T>(this NpgsqlConnection connection, string sql, CancellationToken stop, params object?[] values)
    {
        await using var command = On(connection, null, sql, values);
        return await command.ExecuteScalarAsync(stop) is T value ? value : default;
    }

    static NpgsqlParameter Parameter(object? value) => value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value };

    public static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar };
    public static NpgsqlParameter Jsonb(string value) => new() { Value = value, NpgsqlDbType = NpgsqlDbType.Jsonb };
    public static NpgsqlParameter Jsonbs(string[] values) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb };
    public static NpgsqlParameter Texts(string[] values) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar };
}
