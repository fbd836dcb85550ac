using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;
using MeshEvents.Wire.ControlMessages;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Devices.Gateway;

/// <summary>
/// What devices say of commands, to who commanded. Acknowledged when it is committed; while the database is away the device waits, and sends again what is not
/// acknowledged when it has to connect anew.
/// </summary>
sealed partial class CommandAnswers(IEnumerable<IHearCommands> hearers, SentCommands sent, TimeProvider clock, ILogger<CommandAnswers> log)
{
    static readonly TimeSpan pause = TimeSpan.FromSeconds(1);

    public async Task TakeAsync(ControlMessage message, Actor agent, AgentConnection connection)
    {
        switch (message)
        {
            case CommandPiece piece:
                var output = new CommandOutput(connection.Device, new(piece.Id), piece.Number, piece.Error, piece.Data);
                if (await ToldAsync(h => h.OutputAsync(output, agent, connection.Closing), connection)) Acknowledge(piece.Id, piece.Number, connection);
                break;
            case CommandEnded ended:
                var end = ended.End switch { CommandEnded.Done => CommandEnd.Done, CommandEnded.Refused => CommandEnd.Refused, _ => CommandEnd.Failed };
                var answer = new CommandAnswer(connection.Device, new(ended.Id), end, Clean.Line(ended.Why, 500), ended.Result?.GetRawText() ?? "");
                if (!await ToldAsync(h => h.AnsweredAsync(answer, agent, connection.Closing), connection)) break;
                sent.Answered(new(ended.Id), connection.Device);
                Acknowledge(ended.Id, CommandTaken.End, connection);
                break;
            case CommandsRunning running:
                connection.Commanded |= running.Ids.Count > 0;
                await ToldAsync(h => h.ArrivedAsync(connection.Device, [.. running.Ids.Select(id => new CommandId(id))], agent, connection.Closing), connection);
                break;
        }
    }

    public async Task LeftAsync(Actor agent, AgentConnection connection)
    {
        if (!connection.Commanded) return;
        try
        {
            foreach (var hearer in hearers) await hearer.LeftAsync(connection.Device, agent, CancellationToken.None);
        }
        // the database is away: the run's own time-out says so later
        catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException) { NotTaken(connection.Device.Value, e.Message); }
    }

    static void Acknowledge(Guid id, int number, AgentConnection connection) => connection.Reply(ControlMessageWriter.Write(new CommandTaken(id, number)), text: true);

    async Task<bool> ToldAsync(Func<IHearCommands, Task> tell, AgentConnection connection)
    {
        while (!connection.Closing.IsCancellationRequested)
        {
            try
            {
                foreach (var hearer in hearers) await tell(hearer);
                return true;
            }
            catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException)
            {
                NotTaken(connection.Device.Value, e.Message);
                await Task.Delay(pause, clock, connection.Closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (connection.Closing.IsCancellationRequested) { return false; }
        }
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What device {Device} says of a command is not taken yet: {Reason}.")]
    partial void NotTaken(Guid device, string reason);
}
