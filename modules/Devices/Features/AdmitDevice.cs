using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Devices.Gateway;
using MeshEvents.Devices.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Features;

/// <summary>Let a held agent in, on an administrator's word. One that was retired starts anew.</summary>
public sealed record AdmitDevice(HeldId HeldId, GroupId GroupId) : ICommand
{
    /// <param name="Held">Null when it went away meanwhile.</param>
    internal sealed record Known(HeldAgent? Held, bool GroupOpen, bool WasHere);

    internal static async Task<Known?> Load(AdmitDevice c, Reads reads)
    {
        var held = reads.Ask<HeldAgents>().Find(reads.Tenant, c.HeldId);
        var known = held is not null && (await reads.RowsAsync<AgentIdentity>($"node_id = {held.NodeId}")).Count > 0;
        return new(held, await reads.AggregateAsync<Group>(c.GroupId) is { Deleted: false }, known);
    }

    internal static Decision Decide(AdmitDevice c, Known known, Ask ask)
    {
        if (known.Held is not { } held) return Refuse.Conflict("devices.held-gone", "This agent is no longer connected. It will show again when it comes back.");
        if (!known.GroupOpen) return Refuse.NotThere;
        if (known.WasHere) return Refuse.Conflict("devices.was-retired", "This device was retired before. Give its agent a new identity (uninstall with --retired, then install) to enrol it again.");
        return Decision.Of(new DeviceEnrolled(held.HostName, c.GroupId, held.Platform, held.NodeId, "by an administrator"))
            .Also(c.HeldId, new HeldAgentAdmitted(c.GroupId))
            .Then(new ReleaseHeld(c.HeldId));
    }

    internal static void Map(Slices slices) => slices.Create<Device, AdmitDevice, Known>("POST /api/held/{heldId}/admit",
        c => SitePermissions.AdmitHeld.Everywhere & GroupPermissions.AddDevice.On(c.GroupId), Load, Decide);
}
