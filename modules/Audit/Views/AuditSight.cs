using MeshEvents.Store;

namespace MeshEvents.Audit.Views;

/// <summary>What a reader may see: which entries, and of each which things. The list, the export and the live tail use the same.</summary>
/// <param name="Where">Over <c>audit.entry e</c>.</param>
/// <param name="Columns">In the order of <see cref="AuditFilter.Read"/>.</param>
sealed record AuditSight(Sql Where, Sql Columns)
{
    public static AuditSight Of(Sql where, Sql device, Sql group) => new(where, new($"""
        e.sequence, e.id, e.at, e.kind, e.category, e.outcome, e.sentence, e.actor_id, e.actor_kind, actor.name, e.behalf_id, behalf.name, e.address, e.via,
        case when {device} then e.device_id end, device.name, case when {group} then coalesce(e.group_id, device.group_id) end, grp.name, e.user_id, usr.name,
        e.session_id, e.changes, e.code, e.command, e.correlation, e.stream, e.version
        """));
}
