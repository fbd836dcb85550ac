using System.Threading.Channels;
using MeshEvents.Contracts.Devices;
using MeshEvents.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshEvents.Devices.Gateway;

/// <param name="Body">SHA-256 of the signed bytes, in hexadecimal digits.</param>
sealed record SentCommand(Guid Tenant, DeviceId Device, CommandId Id, DateTimeOffset At, string Action, string Body);

/// <summary>Every command that went to a device, written behind its back in batches: what was asked and by whom stands in the events, this is for the comparison with the journals.</summary>
sealed partial class SentCommands(Database database, TimeProvider clock, ILogger<SentCommands> log) : BackgroundService
{
    static readonly TimeSpan pause = TimeSpan.FromSeconds(1);

    readonly Channel<object> notes = Channel.CreateUnbounded<object>(new() { SingleReader = true });

    sealed record Answer(CommandId Id, DeviceId Device, DateTimeOffset At);
    sealed record Flush(TaskCompletionSource Done);

    public void Note(SentCommand command) => notes.Writer.TryWrite(command);

    public void Answered(CommandId id, DeviceId device) => notes.Writer.TryWrite(new Answer(id, device, clock.GetUtcNow()));

    /// <summary>Returns when all that was noted before is written.</summary>
    public Task FlushAsync(CancellationToken stop)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return notes.Writer.TryWrite(new Flush(done)) ? done.Task.WaitAsync(stop) : Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        try
        {
            while (await notes.Reader.WaitToReadAsync(stop)) await WriteAsync(Batch(), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            notes.Writer.TryComplete();
            if (Batch() is { Count: > 0 } last) await TryWriteAsync(last);
        }
    }

    List<object> Batch()
    {
        var batch = new List<object>();
        while (batch.Count < 1000 && notes.Reader.TryRead(out var note)) batch.Add(note);
        return batch;
    }

    async Task WriteAsync(IReadOnlyList<object> batch, CancellationToken stop)
    {
        while (!await TryWriteAsync(batch)) await Task.Delay(pause, clock, stop);
        foreach (var flush in batch.OfType<Flush>()) flush.Done.TrySetResult();
    }

    async Task<bool> TryWriteAsync(IReadOnlyList<object> batch)
    {
        var (sent, answers) = (batch.OfType<SentCommand>().ToList(), batch.OfType<Answer>().ToList());
        try
        {
            await using var commands = database.App.CreateBatch();
            if (sent.Count > 0)
            {
                commands.BatchCommands.Add(Insert(sent));
            }
            if (answers.Count > 0)
            {
                var answered = new NpgsqlBatchCommand("update devices.command_sent s set answered = a.at from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) a(id, device, at) where s.command_id = a.id and s.device_id = a.device");
                answered.Parameters.Add(new() { Value = answers.Select(a => a.Id.Value).ToArray() });
                answered.Parameters.Add(new() { Value = answers.Select(a => a.Device.Value).ToArray() });
                answered.Parameters.Add(new() { Value = answers.Select(a => a.At.UtcDateTime).ToArray() });
                commands.BatchCommands.Add(answered);
            }
            if (commands.BatchCommands.Count > 0) await commands.ExecuteNonQueryAsync();
            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            NotWritten(e.Message);
            return false;
        }
    }

    static NpgsqlBatchCommand Insert(List<SentCommand> sent)
    {
        var insert = new NpgsqlBatchCommand("""
            insert into devices.command_sent (command_id, tenant_id, device_id, at, action, body_hash)
            select * from unnest($1::uuid[], $2::varchar[], $3::uuid[], $4::timestamptz[], $5::varchar[], $6::varchar[]) on conflict (command_id) do nothing
            """);
        insert.Parameters.Add(new() { Value = sent.Select(s => s.Id.Value).ToArray() });
        insert.Parameters.Add(new() { Value = sent.Select(s => s.Tenant.ToString()).ToArray() });
        insert.Parameters.Add(new() { Value = sent.Select(s => s.Device.Value).ToArray() });
        insert.Parameters.Add(new() { Value = sent.Select(s => s.At.UtcDateTime).ToArray() });
        insert.Parameters.Add(new() { Value = sent.Select(s => s.Action).ToArray() });
        insert.Parameters.Add(new() { Value = sent.Select(s => s.Body).ToArray() });
        return insert;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sent commands could not be noted: {Error}. Trying again.")]
    partial void NotWritten(string error);
}
