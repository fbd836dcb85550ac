using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Devices.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Features;

/// <param name="Devices">Not counting retired ones.</param>
/// <param name="Consent">What persons at its devices are asked; null: nothing is set.</param>
/// <param name="Rights">What the reader holds on it; 0 on the live feed, which is the same for all.</param>
public sealed record GroupRow(GroupId Id, string Name, string Description, long Devices, uint Rights, long Version, ConsentRule? Consent);

/// <summary>The groups one may see, by name.</summary>
public sealed record FindGroups(string? After = null, int Take = 200) : IQuery<Page<GroupRow>>
{
    internal static async Task<Page<GroupRow>?> Answer(FindGroups q, Reads reads)
    {
        var page = await reads.PageAsync<GroupSheet, GroupId>(GroupPermissions.See, q.After, q.Take, orderBy: "name", $"true");
        var counts = await GroupCounts.OfAsync(reads, [.. page.Rows.Select(r => r.Id.Value)]);
        var rights = reads.Ask<IRightsNow>();
        var rows = new List<GroupRow>();
        foreach (var r in page.Rows)
            rows.Add(new(r.Id, r.Name, r.Description, counts.GetValueOrDefault(r.Id.Value), await rights.OnGroupAsync(reads.By, r.Id, CancellationToken.None), r.Version, RuleOf(r)));
        return new(rows, page.Next, page.Total);
    }

    internal static ConsentRule? RuleOf(GroupSheet group) => group.Consent is { } bits ? ConsentRule.OfBits(bits) : null;

    internal static void Map(Slices slices) => slices.Query<FindGroups, Page<GroupRow>>("GET /api/groups", _ => GroupPermissions.See.Somewhere, Answer);
}

/// <summary>One group.</summary>
public sealed record GetGroup(GroupId GroupId) : IQuery<GroupRow>
{
    internal static async Task<GroupRow?> Answer(GetGroup q, Reads reads)
    {
        if (await reads.RowAsync<GroupSheet>(q.GroupId) is not { } r) return null;
        var counts = await GroupCounts.OfAsync(reads, [r.Id.Value]);
        return new(r.Id, r.Name, r.Description, counts.GetValueOrDefault(r.Id.Value), await reads.Ask<IRightsNow>().OnGroupAsync(reads.By, r.Id, CancellationToken.None), r.Version, FindGroups.RuleOf(r));
    }

    internal static void Map(Slices slices) => slices.Query<GetGroup, GroupRow>("GET /api/groups/{groupId}", q => GroupPermissions.See.On(q.GroupId), Answer);
}

static class GroupCounts
{
    public static async Task<Dictionary<Guid, long>> OfAsync(Reads reads, Guid[] groups) =>
        (await reads.SqlAsync($"select group_id, count(*) from devices.device_sheet where tenant_id = {reads.TenantText} and group_id = any({groups}) and not retired group by group_id",
            r => (r.GetGuid(0), r.GetInt64(1)))).ToDictionary();
}
