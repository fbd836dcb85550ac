using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Devices;

/// <summary>A device group: the unit of access.</summary>
[About(AboutSlot.Group)]
public sealed record Group : IAggregate<Group>
{
    public string Name { get; init; } = "";
    public string MeshId { get; init; } = "";
    public bool Deleted { get; init; }

    /// <summary>Consent bits; null: nothing is set.</summary>
    public uint? Consent { get; init; }

    public static Group Evolve(Group group, Fact fact) => fact switch
    {
        GroupCreated e    => group with { Name = e.Name, MeshId = e.MeshId },
        GroupRenamed e    => group with { Name = e.To },
        GroupConsentSet e => group with { Consent = e.To },
        GroupDeleted      => group with { Deleted = true },
        _                 => group,
    };
}
