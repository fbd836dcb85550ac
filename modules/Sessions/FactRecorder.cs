using MeshEvents.Bus;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Sessions;

/// <summary>Commits what was seen in tunnels.</summary>
sealed partial class FactRecorder(ICommandBus bus, ILogger<FactRecorder> log)
{
    /// <summary>Others write to the session too: who speaks at its end, a consent. Each refusal as stale means that one of them got through.</summary>
    const int Tries = 20;

    /// <exception cref="InvalidOperationException">It could not be recorded.</exception>
    public async Task RecordAsync(SessionId session, ICommand seen, Actor user)
    {
        var by = user.Deferred();
        for (var tries = 1; ; tries++)
        {
            if ((await bus.InvokeAsync(seen, by)).Refused is not { } refusal) return;
            if (refusal == Refuse.Stale && tries < Tries) continue;         // what was done stays true, whatever else became true first
            NotRecorded(session.Value, refusal.Code);
            throw new InvalidOperationException("What was done in the session could not be recorded.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What was done in session {Session} could not be recorded: {Code}.")]
    partial void NotRecorded(Guid session, string code);
}
