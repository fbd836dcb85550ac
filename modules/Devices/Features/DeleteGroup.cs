using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Features;

/// <summary>Delete an empty device group. Its history stays.</summary>
public sealed record DeleteGroup(GroupId GroupId) : ICommand
{
    public sealed record Known(long Devices);

    internal static async Task<Known?> Load(DeleteGroup c, Reads reads) =>
        new((await reads.SqlAsync($"""
            select 1 from devices.agent_identity where tenant_id = {reads.TenantText} and (data->>'groupId')::uuid = {c.GroupId.Value} and not (data->>'retired')::boolean limit 1
            """, r => r.GetInt32(0))).Count);

    public static Decision Decide(DeleteGroup c, Group group, Known known, Ask ask)
    {
        if (group.Deleted) return Decision.Nothing;
        if (known.Devices > 0) return Refuse.Conflict("groups.not-empty", "The group still has devices. Move or retire them first.");

        return new GroupDeleted(group.Name);
    }

    internal static void Map(Slices slices) =>
        slices.Change<Group, DeleteGroup, Known>("DELETE /api/groups/{groupId}", c => GroupPermissions.Edit.On(c.GroupId), Load, Decide);
}
