using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Npgsql;

namespace MeshEvents.Audit.Views;

/// <summary>What a reader asked for, and what a reader may see, as one SQL condition: the list, the export and the live tail use the same.</summary>
public sealed record AuditFilter(
    string? Q = null, string? Person = null, Guid? DeviceId = null, Guid? GroupId = null, Guid? SessionId = null, Guid? JobId = null, string? Kind = null, EntryOutcome? Outcome = null,
    DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    internal static readonly Sql Names = new($"""
        left join audit.name_card actor on actor.tenant_id = e.tenant_id and actor.id = e.actor_id
        left join audit.name_card behalf on behalf.tenant_id = e.tenant_id and behalf.id = e.behalf_id
        left join audit.name_card device on device.tenant_id = e.tenant_id and device.id = e.device_id
        left join audit.name_card grp on grp.tenant_id = e.tenant_id and grp.id = coalesce(e.group_id, device.group_id)
        left join audit.name_card usr on usr.tenant_id = e.tenant_id and usr.id = e.user_id
        """);

    /// <summary>Events of devices and groups whose history one may see, one's own, and all of them with the site right for it.</summary>
    internal static async Task<AuditSight> SeenAsync(Reads reads)
    {
        var tenant = reads.TenantText;
        if (reads.By.Kind is ActorKind.System) return AuditSight.Of(Sql.Always, Sql.Always, Sql.Always);
        if (Rights.HoldsOnSite(await reads.Ask<IRightsNow>().OnSiteAsync(reads.By, CancellationToken.None), SitePermissions.AllEvents.Name))
            return AuditSight.Of(new($"e.tenant_id = {tenant}"), Sql.Always, Sql.Always);
        var groups = (await reads.Ask<IScopes>().ScopeAsync(reads.By, DevicePermissions.History.Name, CancellationToken.None)).Groups;
        var me = reads.By.Id;
        // one's own refusals are one's own to see, but not what the thing is that was refused
        return AuditSight.Of(new($"""
            e.tenant_id = {tenant} and (e.group_id = any({groups}) or e.actor_id = {me} or e.behalf_id = {me}
            or e.device_id in (select id from audit.name_card where tenant_id = {tenant} and group_id = any({groups})))
            """), device: new($"device.group_id = any({groups})"), group: new($"coalesce(e.group_id, device.group_id) = any({groups})"));
    }

    internal Sql Asked()
    {
        var sql = new Sql($"true");
        if (DeviceId is { } device) sql = new($"{sql} and e.device_id = {device}");
        if (GroupId is { } group) sql = new($"{sql} and (e.group_id = {group} or e.device_id in (select id from audit.name_card where group_id = {group}))");
        if (SessionId is { } session) sql = new($"{sql} and e.session_id = {session}");
        if (JobId is { } job) sql = new($"{sql} and e.job_id = {job}");
        if (From is { } from) sql = new($"{sql} and e.at >= {from.UtcDateTime}");
        if (To is { } to) sql = new($"{sql} and e.at < {to.UtcDateTime}");
        if (Outcome is { } outcome) sql = new($"{sql} and e.outcome = {outcome.ToString()}");
        if (Kind is { Length: > 0 } kinds) sql = new($"{sql} and (e.kind = any({kinds.Split(',')}) or e.category = any({kinds.Split(',')}))");
        if (Person is { Length: > 0 } person) sql = Guid.TryParse(person, out var id)
            ? new($"{sql} and (e.actor_id = {id} or e.behalf_id = {id} or e.user_id = {id})")
            : new($"{sql} and (e.actor_id in (select id from audit.name_card where name ilike {Like(person)}) or e.behalf_id in (select id from audit.name_card where name ilike {Like(person)}))");
        if (Q is { Length: > 0 } text) sql = new($"{sql} and (e.sentence ilike {Like(text)} or e.address ilike {Like(text)} or e.code ilike {Like(text)} or e.changes::text ilike {Like(text)})");
        return sql;
    }

    internal static AuditEntry Read(NpgsqlDataReader r) => new(
        r.GetInt64(0), r.GetGuid(1), r.GetFieldValue<DateTimeOffset>(2), r.GetString(3), Enum.Parse<Category>(r.GetString(4)), r.GetString(6), Enum.Parse<EntryOutcome>(r.GetString(5)),
        new(r.GetGuid(7), r.GetString(8), ActorName(r)), Thing(r, 10), Text(r, 12), r.GetString(13), Thing(r, 14), Thing(r, 16), Thing(r, 18), r.IsDBNull(20) ? null : r.GetGuid(20),
        System.Text.Json.JsonSerializer.Deserialize<FieldChange[]>(r.GetString(21), Json.Web) ?? [], Text(r, 22), Text(r, 23), r.GetString(24), r.GetGuid(25), r.GetInt64(26));

    static string ActorName(NpgsqlDataReader r) => Text(r, 9) ?? (r.GetString(8) switch { "System" => "server", "Guest" => "nobody", var kind => kind.ToLowerInvariant() });

    static EntryThing? Thing(NpgsqlDataReader r, int at) => r.IsDBNull(at) ? null : new(r.GetGuid(at), Text(r, at + 1) ?? "");

    static string? Text(NpgsqlDataReader r, int at) => r.IsDBNull(at) ? null : r.GetString(at);

    static string Like(string text) => "%" + text.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_") + "%";
}
