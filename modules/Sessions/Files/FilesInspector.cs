using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Relay;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Sessions.Features;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Sessions.Files;

/// <summary>Makes facts of what passes in the tunnels of files sessions.</summary>
sealed partial class FilesInspector(ICommandBus bus, ILogger<FilesInspector> log) : IInspectTunnels
{
    public ChannelKind Kind => ChannelKind.Files;

    public ITunnelInspection Begin(SessionId session, Actor user) => new FilesInspection(facts => RecordAsync(session, user, facts));

    async Task RecordAsync(SessionId session, Actor user, IReadOnlyList<Fact> facts)
    {
        if ((await bus.InvokeAsync(new RecordFiles(session, facts), user.Deferred())).Refused is not { } refusal) return;
        NotRecorded(session.Value, refusal.Code);
        throw new InvalidOperationException("What was done to files could not be recorded.");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What was done to files in session {Session} could not be recorded: {Code}.")]
    partial void NotRecorded(Guid session, string code);
}
