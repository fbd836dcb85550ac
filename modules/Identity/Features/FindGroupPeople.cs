using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Features;

/// <param name="Words">The rights in plain words.</param>
public sealed record GroupPerson(UserId UserId, string Name, uint Rights, IReadOnlyList<string> Words);

public sealed record GroupPersons(IReadOnlyList<GroupPerson> Rows);

/// <summary>Who holds what on a group.</summary>
public sealed record FindGroupPeople(GroupId GroupId) : IQuery<GroupPersons>
{
    internal static async Task<GroupPersons?> Answer(FindGroupPeople q, Reads reads)
    {
        var people = await reads.RowAsync<GroupPeople>(q.GroupId) is { } row ? row.People : new Dictionary<UserId, uint>();
        var ids = people.Keys.Select(id => id.Value).ToArray();
        var names = (await reads.RowsAsync<UserRow>($"id = any({ids})")).ToDictionary(u => u.Id, u => u.Name);
        return new([.. people.Select(p => new GroupPerson(p.Key, names.GetValueOrDefault(p.Key, "(unknown)"), p.Value, Contracts.Identity.Rights.InWords(p.Value))).OrderBy(p => p.Name)]);
    }

    internal static void Map(Slices slices) =>
        slices.Query<FindGroupPeople, GroupPersons>("GET /api/groups/{groupId}/people", q => GroupPermissions.See.On(q.GroupId), Answer);
}

public sealed record RightsPreset(string Name, uint Rights);
public sealed record RightsTable(IReadOnlyList<RightWord> Rows, IReadOnlyList<RightsPreset> Presets);

/// <summary>MeshCentral's rights bits in plain words.</summary>
public sealed record GetRightsTable : IQuery<RightsTable>
{
    internal static Task<RightsTable?> Answer(GetRightsTable q, Reads reads) =>
        Task.FromResult<RightsTable?>(new(Rights.Words, [.. Rights.Presets.Select(p => new RightsPreset(p.Name, p.Bits))]));

    internal static void Map(Slices slices) => slices.Query<GetRightsTable, RightsTable>("GET /api/rights", _ => Need.SignedIn, Answer);
}
