using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Enrolment;
using MeshEvents.Devices.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;
using MeshEvents.Wire;
using MeshEvents.Wire.MeshIds;

namespace MeshEvents.Devices.Features;

/// <summary>
/// Take a device into the group its agent claims, by a code or by the group's own id. Asked by the gateway once the agent has proved its key.
/// A code with a limit is looked at first, so that two devices at once cannot exceed it.
/// </summary>
/// <param name="NodeId">Hash of the agent's key in text form.</param>
/// <param name="MeshId">What it claims, in text form.</param>
public sealed record EnrollDevice(string NodeId, string MeshId, string HostName, Platform Platform) : ICommand
{
    /// <param name="Closed">Why the door is shut; null when it is open.</param>
    public sealed record Known(GroupId Group, EnrolmentCodeId? Code, string? Closed);

    internal static async Task<Known?> Load(EnrollDevice c, Reads reads)
    {
        if (!MeshIdText.TryParse(c.MeshId, out var meshId)) return new(default, null, "it claims no group");
        if (reads.Ask<MeshIdOfCode>().Read(meshId) is { } id)
        {
            if (await reads.Load<EnrolmentCode>(id.Value) is not var (code, version)) return new(default, null, "it claims no known group");
            if (code.Limit is not null) reads.Look(id, version);
            var closed = code.Closed(reads.Ask<TimeProvider>().GetUtcNow());
            return await OpenAsync(code.GroupId, id, closed, reads);
        }
        var group = (await reads.RowsAsync<GroupIdentity>($"mesh_id = {c.MeshId}")).SingleOrDefault();
        return group is null ? new(default, null, "it claims no known group") : await OpenAsync(group.Id, null, null, reads);
    }

    static async Task<Known> OpenAsync(GroupId id, EnrolmentCodeId? code, string? closed, Reads reads) =>
        await reads.AggregateAsync<Group>(id) is { Deleted: false } ? new(id, code, closed) : new(id, code, closed ?? "its group was deleted");

    public static Decision Decide(EnrollDevice c, Known known, Ask ask)
    {
        if (known.Closed is { } why) return Refuse.Conflict("devices.not-admitted", why);
        var enrolled = Decision.Of(new DeviceEnrolled(c.HostName, known.Group, c.Platform, c.NodeId, known.Code is null ? "by the group's id" : "by an enrolment code"));
        return known.Code is { } code ? enrolled.Also(code, new EnrolmentCodeUsed(ask.NewId<DeviceId>())) : enrolled;
    }

    internal static void Map(Slices slices) => slices.Create<Device, EnrollDevice, Known>(Slices.Inside, _ => Need.Agent, Load, Decide);
}
