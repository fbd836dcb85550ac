using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Enrolment;

/// <summary>A right to add devices to one group: for a time, for a number of devices, until it is revoked.</summary>
public sealed record EnrolmentCode : IAggregate<EnrolmentCode>, IKnowsAbout
{
    public GroupId GroupId { get; init; }
    public DateTimeOffset Expires { get; init; }
    public int? Limit { get; init; }
    public int Used { get; init; }
    public bool Revoked { get; init; }
    public About About => new(Group: GroupId.Value);
    public DateTimeOffset? PausedUntil { get; init; }

    public static EnrolmentCode Evolve(EnrolmentCode code, Fact fact) => fact switch
    {
        EnrolmentCodeCreated e => code with { GroupId = e.GroupId, Expires = e.Expires, Limit = e.Limit },
        EnrolmentCodeUsed      => code with { Used = code.Used + 1 },
        EnrolmentCodeRevoked   => code with { Revoked = true },
        EnrolmentCodePaused e  => code with { PausedUntil = e.Until },
        _                      => code,
    };

    /// <summary>Why it takes no device now; null when it does.</summary>
    public string? Closed(DateTimeOffset now) =>
        Revoked ? "the enrolment code was revoked"
        : now >= Expires ? "the enrolment code has expired"
        : now < PausedUntil ? "the enrolment code is paused after too many wrong tries"
        : Limit is { } limit && Used >= limit ? "the enrolment code is used up"
        : null;
}
