using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Relay;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Sessions.Features;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Sessions.Desktop;

/// <summary>Makes facts of the clipboards that pass in the tunnels of desktop sessions.</summary>
sealed partial class DesktopInspector(ICommandBus bus, ILogger<DesktopInspector> log) : IInspectTunnels
{
    public ChannelKind Kind => ChannelKind.Desktop;

    public ITunnelInspection Begin(SessionId session, Actor user) => new DesktopInspection(facts => RecordAsync(session, user, facts));

    async Task RecordAsync(SessionId session, Actor user, IReadOnlyList<Fact> facts)
    {
        if ((await bus.InvokeAsync(new RecordClipboard(session, [.. facts.OfType<ClipboardPassed>()]), user.Deferred())).Refused is not { } refusal) return;
        NotRecorded(session.Value, refusal.Code);
        throw new InvalidOperationException("What passed in the clipboard could not be recorded.");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What passed in the clipboard of session {Session} could not be recorded: {Code}.")]
    partial void NotRecorded(Guid session, string code);
}
