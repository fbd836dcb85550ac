using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Features;
using MeshEvents.Kernel;
using MeshEvents.Wire;
using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.ControlMessages;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Devices.Gateway;

/// <summary>
/// What an authenticated agent says. It speaks for its own device and for nothing else: there is no message by which it could write in somebody's name, and
/// actions that are not listed here are counted and dropped.
/// </summary>
sealed partial class AgentListener(ICommandBus bus, CommandAnswers answers, DeviceJournals journals, ILogger<AgentListener> log)
{
    long dropped;

    /// <summary>Messages of unknown or unwanted kinds since the start.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    public async Task ListenAsync(AgentConnection connection, ServerHandshake handshake)
    {
        var info = handshake.Info!;
        var agent = new Actor(ActorKind.Agent, connection.Device.Value, info.HostName, connection.Tenant, Via.Agent, connection.Address);
        connection.Reply(AgentMessageWriter.Write(new CoreModuleHash(0, null)));
        await ReportAsync(new ReportInventory(connection.Device, [], new Dictionary<string, string> { [Views.Fields.HostName] = Clean.Line(info.HostName, 255) }), agent, connection);

        while (await connection.ReceiveAsync(AgentConnection.LimitAfter) is { } message)
        {
            using var buffer = message;
            if (AgentMessageReader.IsJson(message.Bytes.Span)) await OnJsonAsync(message.Bytes, agent, connection);
            else OnBinary(message.Bytes.Span, connection);
        }
        await answers.LeftAsync(agent, connection);
    }

    void OnBinary(ReadOnlySpan<byte> bytes, AgentConnection connection)
    {
        switch (AgentMessageReader.Read(bytes, out var read, out var reason))
        {
            case Reading.Broken: connection.Close($"it broke the protocol: {reason}"); break;
            // whatever core it keeps is the right one for us: this starts it
            case Reading.Done when read is CoreModuleHash { Hash: not null }: connection.Reply(AgentMessageWriter.Write(new CoreOk(0))); break;
            case Reading.Done when read is CoreModuleHash or AgentTag: break;
            default: Interlocked.Increment(ref dropped); break;
        }
    }

    async Task OnJsonAsync(ReadOnlyMemory<byte> bytes, Actor agent, AgentConnection connection)
    {
        switch (ControlMessageReader.Read(bytes, AgentConnection.LimitAfter, out var message, out var reason))
        {
            case Reading.Broken: connection.Close($"it broke the protocol: {reason}"); return;
            case Reading.Unknown: Interlocked.Increment(ref dropped); return;
        }
        switch (message)
        {
            case Ping: connection.Reply(ControlMessageWriter.Write(new Pong()), text: true); break;
            case CoreInfo core:
                connection.Resumes = core.MeshEvents?.Features.Contains("terminal-resume") == true;
                await ReportAsync(Reports.Of(core, connection.Device), agent, connection);
                await ReportAsync(Reports.OffersOf(core, connection.Device), agent, connection);
                break;
            case NetInfo net: await ReportAsync(Reports.Of(net, connection.Device), agent, connection); break;
            case SysInfo sys: await ReportAsync(Reports.Of(sys, connection.Device), agent, connection); break;
            case SysInfoCheck: connection.Reply(ControlMessageWriter.Write(new SysInfoRequest(null))); break;
            case CommandPiece or CommandEnded or CommandsRunning when connection.Signed: await answers.TakeAsync(message, agent, connection); break;
            case JournalLines lines when connection.Signed: await journals.TakeAsync(lines, agent, connection); break;
            case Pong: break;
            default: Interlocked.Increment(ref dropped); break;
        }
    }

    async Task ReportAsync(ICommand report, Actor agent, AgentConnection connection)
    {
        try
        {
            var outcome = await bus.InvokeAsync(report, agent, connection.Closing);
            if (outcome.Refused is { } no) NotTaken(connection.Device.Value, report.GetType().Name, no.Code);
        }
        // the database is away: the agent stays, and reports again when it reconnects or something changes
        catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException) { NotTaken(connection.Device.Value, report.GetType().Name, e.Message); }
        catch (OperationCanceledException) when (connection.Closing.IsCancellationRequested) { return; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A report of device {Device} was not taken: {Report}: {Reason}.")]
    partial void NotTaken(Guid device, string report, string reason);
}
