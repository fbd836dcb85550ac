using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Features;

/// <param name="Hint">Its first four characters: which one it is, not what it is.</param>
public sealed record CodeRow(EnrolmentCodeId Id, GroupId GroupId, string Hint, DateTimeOffset ExpiresAt, int? Limit, int Used, bool Revoked, long Version)
{
    internal static CodeRow Of(CodeSheet c) => new(c.Id, c.GroupId, c.Name + "…", c.ExpiresAt, c.Limit, c.Used, c.Revoked, c.Version);
}

public sealed record CodeRows(IReadOnlyList<CodeRow> Rows);

/// <summary>The enrolment codes of a group, newest end first.</summary>
public sealed record FindEnrolmentCodes(GroupId GroupId) : IQuery<CodeRows>
{
    internal static async Task<CodeRows?> Answer(FindEnrolmentCodes q, Reads reads) =>
        new([.. (await reads.RowsAsync<CodeSheet>($"group_id = {q.GroupId.Value}")).OrderByDescending(c => c.ExpiresAt).Take(200).Select(CodeRow.Of)]);

    internal static void Map(Slices slices) =>
        slices.Query<FindEnrolmentCodes, CodeRows>("GET /api/groups/{groupId}/codes", q => GroupPermissions.AddDevice.On(q.GroupId), Answer);
}
