using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Devices.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Features;

public sealed record TagCount(string Tag, long Count);
public sealed record OsCount(string Os, long Count);
public sealed record GroupCount(GroupId Id, string Name, long Count);
public sealed record StatusCount(long Online, long Offline);
public sealed record DeviceFacets(StatusCount Status, IReadOnlyList<GroupCount> Groups, IReadOnlyList<TagCount> Tags, IReadOnlyList<OsCount> Os);

/// <summary>The past moment that is shown: its time, and the last event before it.</summary>
public sealed record PastMoment(DateTimeOffset At, long Sequence);

/// <summary>What the reader may do on the devices of one group, as verbs: <c>terminal</c>, <c>manage</c>.</summary>
public sealed record GroupMay(GroupId GroupId, IReadOnlyList<string> Permissions);

/// <param name="May">For each group of these rows; not on the rows, which the live feed sends alike to all.</param>
/// <param name="AsOf">Null: it is shown as it is now.</param>
public sealed record DeviceList(IReadOnlyList<DeviceRow> Rows, string? Next, long Total, DeviceFacets Facets, IReadOnlyList<GroupMay> May, PastMoment? AsOf);

/// <summary>The devices one may see, searched over all of them, with the counts beside the list.</summary>
/// <param name="Q">See <see cref="DeviceQuery"/>.</param>
/// <param name="Sort"><c>name</c> or <c>os</c>, with <c>-</c> in front for descending.</param>
public sealed record FindDevices(string? Q = null, GroupId? GroupId = null, string? After = null, int Take = 100, string Sort = "name") : IQuery<DeviceList>
{
    public sealed class Validator : AbstractValidator<FindDevices>
    {
        public Validator()
        {
            RuleFor(q => q.Take).InclusiveBetween(1, 500);
            RuleFor(q => q.Sort).Must(s => s is null || s.TrimStart('-') is "name" or "os").WithMessage("Sort by name or os, with - in front for descending.");
            RuleFor(q => q.Q).Custom((text, context) =>
            {
                try { DeviceQuery.Parse(text, []); }
                catch (QueryException e) { context.AddFailure(e.Message); }
            });
        }
    }

    internal static async Task<DeviceList?> Answer(FindDevices q, Reads reads)
    {
        var shown = reads.Ask<ShownDevices>();
        var online = await shown.OnlineAsync(reads);
        FormattableString where = $"not retired and ({q.GroupId?.Value}::uuid is null or group_id = {q.GroupId?.Value}) and {DeviceQuery.Parse(q.Q, online)}";
        var page = await reads.PageAsync<DeviceSheet, DeviceId>(DevicePermissions.See, q.After, q.Take, orderBy: q.Sort.TrimStart('-'), where, descending: q.Sort.StartsWith('-'));
        var facets = await reads.FacetsAsync<DeviceSheet, DeviceId>(DevicePermissions.See, where, ["group_id", "os", "tags"]);
        var up = await reads.CountAsync<DeviceSheet, DeviceId>(DevicePermissions.See, $"{new Sql(where)} and id = any({online})");
        var groups = await shown.GroupNamesAsync(reads);

        return new(await shown.RowsAsync(page.Rows, reads), page.Next, page.Total, new(
            new(up, page.Total - up),
            [.. facets["group_id"].Select(f => (Id: Guid.Parse(f.Value), f.Count)).Select(f => new GroupCount(new(f.Id), groups.GetValueOrDefault(f.Id, ""), f.Count)).OrderBy(f => f.Name)],
            [.. facets["tags"].Select(f => new TagCount(f.Value, f.Count))],
            [.. facets["os"].Select(f => new OsCount(f.Value, f.Count))]), await MayAsync(page.Rows, reads), await MomentOf(reads));
    }

    static async Task<IReadOnlyList<GroupMay>> MayAsync(IReadOnlyList<DeviceSheet> rows, Reads reads)
    {
        var (rights, may) = (reads.Ask<IRightsNow>(), new List<GroupMay>());
        foreach (var group in rows.Select(r => r.GroupId).Distinct()) may.Add(new(group, GetDevice.PermissionsOf(await rights.OnGroupAsync(reads.By, group, reads.Stop))));
        return may;
    }

    internal static async Task<PastMoment?> MomentOf(Reads reads) => reads.AsOf is { } at ? new(at, await reads.SequenceAsync() ?? 0) : null;

    internal static void Map(Slices slices) => slices.Query<FindDevices, DeviceList>("GET /api/devices", _ => DevicePermissions.See.Somewhere, Answer);
}
