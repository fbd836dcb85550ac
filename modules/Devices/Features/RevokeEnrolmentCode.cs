using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Enrolment;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Features;

/// <summary>A code takes no more devices. Those it brought stay.</summary>
public sealed record RevokeEnrolmentCode(EnrolmentCodeId CodeId) : ICommand
{
    public static Decision Decide(RevokeEnrolmentCode c, EnrolmentCode code) => code.Revoked ? Decision.Nothing : new EnrolmentCodeRevoked();

    internal static void Map(Slices slices) =>
        slices.Change<EnrolmentCode, RevokeEnrolmentCode>("DELETE /api/codes/{codeId}", c => CodePermissions.Revoke.On(c.CodeId), Decide);
}

/// <summary>Too many wrong tries with a code's name: it takes nobody for a while.</summary>
public sealed record PauseEnrolmentCode(EnrolmentCodeId CodeId) : ICommand
{
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    public static Decision Decide(PauseEnrolmentCode c, EnrolmentCode code, Ask ask) => code.Closed(ask.At) is null ? new EnrolmentCodePaused(ask.At + Pause) : Decision.Nothing;

    internal static void Map(Slices slices) =>
        slices.Change<EnrolmentCode, PauseEnrolmentCode>(Slices.Inside, _ => Need.Inside, Decide, stream: c => c.CodeId);
}
