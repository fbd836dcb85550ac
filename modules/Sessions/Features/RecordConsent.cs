using MeshEvents.Bus;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;

namespace MeshEvents.Sessions.Features;

/// <summary>
/// Said by a device about a session that it is party to: its person was told or asked, and what they answered. The relay lets nothing more of the device pass until
/// this is committed.
/// </summary>
/// <param name="Seconds">How long the person may think, when they are asked.</param>
public sealed record RecordConsent(SessionId SessionId, ConsentStep Step, int Seconds = 0) : ICommand
{
    const int MostSeconds = 3600;

    public static Decision Decide(RecordConsent c, Session session, Ask ask)
    {
        if (session.DeviceId.Value != ask.By.Id) return Refuse.NotThere;
        if (session.State is not SessionState.Open) return Refuse.Conflict("sessions.not-open", "This session is not open.");

        return (c.Step, session.Consent) switch
        {
            (ConsentStep.Told, null)                     => new ConsentTold(),
            (ConsentStep.Asked, null)                    => new ConsentAsked(Math.Clamp(c.Seconds, 0, MostSeconds)),
            (ConsentStep.Nobody, null)                   => new ConsentImpossible(),
            (ConsentStep.Given, ConsentStep.Asked)       => new ConsentGiven(),
            (ConsentStep.Refused, ConsentStep.Asked)     => new ConsentRefused(),
            (ConsentStep.TimedOut, ConsentStep.Asked)    => new ConsentTimedOut(),
            (ConsentStep.Nobody, ConsentStep.Asked)      => new ConsentImpossible(),
            _ => Refuse.Conflict("sessions.consent-order", "Nobody was asked, or they have answered already."),
        };
    }

    internal static void Map(Slices slices) => slices.Change<Session, RecordConsent>(Slices.Inside, _ => Need.Agent, Decide, stream: c => c.SessionId);
}
