using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Features;
using MeshEvents.Kernel;
using MeshEvents.Store;
using MeshEvents.Wire.ControlMessages;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshEvents.Devices.Gateway;

/// <summary>
/// Collects the devices' own journals and compares them with what was sent: each line must continue the chain, and each command that a device took on must be one that
/// this server sent it, byte for byte. Also the other way: what a device answered must stand in its journal. A difference is a fact of the device, and nothing stops.
/// </summary>
sealed partial class DeviceJournals(Database database, SentCommands sent, ICommandBus bus, ILogger<DeviceJournals> log)
{
    static readonly string beginning = new('0', 64);
    static readonly TimeSpan slack = TimeSpan.FromMinutes(1);

    sealed record Book(int Number, long Count, string Head);

    public async Task TakeAsync(JournalLines message, Actor agent, AgentConnection connection)
    {
        try
        {
            var book = await BookAsync(connection);
            if (message.Count < book.Count || message.Count == book.Count && message.Head != book.Head)
            {
                await DiffersAsync("It was begun anew, or changed: the lines that are kept here are no longer in it.", null, book.Count, agent, connection);
                book = new(connection.JournalBook = book.Number + 1, 0, beginning);
            }
            else if (message.Lines.Count > 0 && message.From > book.Count) book = await KeepAsync(message, book, agent, connection);
            if (book.Count >= message.Count) await MissingAsync(book, agent, connection);
            connection.Reply(ControlMessageWriter.Write(new JournalKept(book.Count)), text: true);
        }
        // the device sends it again when it connects anew
        catch (Exception e) when (e is NpgsqlException or TimeoutException) { NotKept(connection.Device.Value, e.Message); }
        catch (OperationCanceledException) when (connection.Closing.IsCancellationRequested) { return; }
    }

    /// <summary>The lines, chained to what is kept. A line that does not fit is kept too, and told: from it the chain goes on.</summary>
    async Task<Book> KeepAsync(JournalLines message, Book book, Actor agent, AgentConnection connection)
    {
        var differences = new List<(string Why, JournalLine Line)>();
        var (lines, head, number) = (new List<JournalLine>(), message.From == book.Count + 1 ? book.Head : null, message.From);
        foreach (var text in message.Lines)
        {
            var line = JournalLine.Read(text) is { } read && read.Number == number ? read : JournalLine.Unreadable(number, text);
            if (head is null && book.Count > 0) differences.Add(($"Lines {book.Count + 1} to {number - 1} are missing.", line));
            else if (head is not null && line.Previous != head) differences.Add(("Its chain is broken: this line does not continue the one before.", line));
            lines.Add(line);
            (head, number) = (line.Hash, number + 1);
        }
        await sent.FlushAsync(connection.Closing);
        differences.AddRange((await StrangersAsync(lines, connection)).Select(l => ($"The device took on a command ({l.Action}) that this server did not send it.", l)));
        // one fact for what comes at once: a device cannot fill the history with its faults
        if (differences is [var (why, at), .. var more])
            await DiffersAsync(more.Count == 0 ? why : $"{why} (and {more.Count} more)", at.Command is { } id ? new(id) : null, at.Number, agent, connection);
        await InsertAsync(lines, book.Number, connection);
        return book with { Count = number - 1, Head = head! };
    }

    async Task<Book> BookAsync(AgentConnection connection)
    {
        await using var command = database.App.CreateCommand("select book, number, hash from devices.journal where device_id = $1 order by book desc, number desc limit 1");
        command.Parameters.Add(new() { Value = connection.Device.Value });
        await using var read = await command.ExecuteReaderAsync(connection.Closing);
        var kept = await read.ReadAsync(connection.Closing) ? new Book(read.GetInt32(0), read.GetInt64(1), read.GetString(2)) : new(1, 0, beginning);
        return kept.Number < connection.JournalBook ? new(connection.JournalBook, 0, beginning) : kept;
    }

    /// <summary>Marks what was taken on as found, and returns what was never sent, or sent otherwise.</summary>
    async Task<IReadOnlyList<JournalLine>> StrangersAsync(IReadOnlyList<JournalLine> lines, AgentConnection connection)
    {
        var taken = lines.Where(l => l.What == JournalLine.Taken).ToList();
        if (taken.Count == 0) return [];
        await using var command = database.App.CreateCommand("""
            update devices.command_sent s set journaled = true from unnest($2::uuid[], $3::varchar[]) t(id, body)
            where s.command_id = t.id and s.device_id = $1 and s.body_hash = t.body returning s.command_id
            """);
        command.Parameters.Add(new() { Value = connection.Device.Value });
        command.Parameters.Add(new() { Value = taken.Select(t => t.Command ?? Guid.Empty).ToArray() });
        command.Parameters.Add(new() { Value = taken.Select(t => t.Body).ToArray() });
        var known = new HashSet<Guid>();
        await using var read = await command.ExecuteReaderAsync(connection.Closing);
        while (await read.ReadAsync(connection.Closing)) known.Add(read.GetGuid(0));
        return [.. taken.Where(t => t.Command is not { } id || !known.Contains(id))];
    }

    /// <summary>What the device answered a while ago and has all the same not written down.</summary>
    async Task MissingAsync(Book book, Actor agent, AgentConnection connection)
    {
        await using var command = database.App.CreateCommand("""
            update devices.command_sent set told = true where device_id = $1 and not journaled and not told and answered < now() - $2::interval returning command_id, action
            """);
        command.Parameters.Add(new() { Value = connection.Device.Value });
        command.Parameters.Add(new() { Value = slack });
        var missing = new List<(Guid Id, string Action)>();
        await using (var read = await command.ExecuteReaderAsync(connection.Closing))
            while (await read.ReadAsync(connection.Closing)) missing.Add((read.GetGuid(0), read.GetString(1)));
        foreach (var (id, action) in missing) await DiffersAsync($"A command that the device answered ({action}) does not stand in it.", new(id), book.Count, agent, connection);
    }

    async Task InsertAsync(IReadOnlyList<JournalLine> lines, int book, AgentConnection connection)
    {
        await using var command = database.App.CreateCommand("""
            insert into devices.journal (device_id, book, number, tenant_id, at, what, command_id, action, by, why, hash, line)
            select $1, $2, t.number, $3, t.at, t.what, nullif(t.command, '00000000-0000-0000-0000-000000000000'), t.action, t.by, t.why, t.hash, t.line
            from unnest($4::bigint[], $5::timestamptz[], $6::varchar[], $7::uuid[], $8::varchar[], $9::varchar[], $10::varchar[], $11::varchar[], $12::text[]) t(number, at, what, command, action, by, why, hash, line)
            on conflict do nothing
            """);
        object[] values =
        [
            connection.Device.Value, book, connection.Tenant.ToString(), lines.Select(l => l.Number).ToArray(), lines.Select(l => l.At.UtcDateTime).ToArray(), lines.Select(l => l.What).ToArray(),
            lines.Select(l => l.Command ?? Guid.Empty).ToArray(), lines.Select(l => l.Action).ToArray(), lines.Select(l => l.By).ToArray(), lines.Select(l => l.Why).ToArray(),
            lines.Select(l => l.Hash).ToArray(), lines.Select(l => l.Text.Replace('\0', '\uFFFD')).ToArray(),
        ];
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(connection.Closing);
    }

    async Task DiffersAsync(string why, CommandId? command, long line, Actor agent, AgentConnection connection)
    {
        Differs(connection.Device.Value, line, why);
        await bus.InvokeAsync(new ReportJournal(connection.Device, why, command, line), agent, connection.Closing);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal of device {Device} differs at line {Line}: {Why}")]
    partial void Differs(Guid device, long line, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal of device {Device} could not be kept: {Reason}.")]
    partial void NotKept(Guid device, string reason);
}
