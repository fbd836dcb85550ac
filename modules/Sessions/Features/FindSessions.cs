using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Sessions.Views;
using MeshEvents.Store;

namespace MeshEvents.Sessions.Features;

public sealed record SessionRow(
    SessionId Id, DeviceId DeviceId, string DeviceName, UserId UserId, string UserName, ChannelKind Kind, SessionState State, string? Reason, DateTimeOffset RequestedAt,
    DateTimeOffset? OpenedAt, DateTimeOffset? EndedAt, string? Why, long BytesUp, long BytesDown, SessionId? Continues, long Version);

/// <summary>Sessions on devices one may see, newest first.</summary>
public sealed record FindSessions(bool? Running = null, DeviceId? DeviceId = null, string? After = null, int Take = 100) : IQuery<Page<SessionRow>>
{
    public sealed class Validator : AbstractValidator<FindSessions>
    {
        public Validator() => RuleFor(q => q.Take).InclusiveBetween(1, 500);
    }

    internal static async Task<Page<SessionRow>?> Answer(FindSessions q, Reads reads)
    {
        var page = await reads.PageAsync<SessionSheet, DeviceId>(DevicePermissions.See, q.After, q.Take, orderBy: "requested_at", $"""
            ({q.Running}::boolean is null or running = {q.Running}) and ({q.DeviceId?.Value}::uuid is null or device_id = {q.DeviceId?.Value})
            """, descending: true);
        return new(await SessionNames.OfAsync(page.Rows, reads), page.Next, page.Total);
    }

    internal static void Map(Slices slices) => slices.Query<FindSessions, Page<SessionRow>>("GET /api/sessions", _ => DevicePermissions.See.Somewhere, Answer);
}

static class SessionNames
{
    public static async Task<IReadOnlyList<SessionRow>> OfAsync(IReadOnlyList<SessionSheet> sheets, Reads reads)
    {
        var devices = sheets.Select(s => s.DeviceId.Value).Distinct().ToArray();
        var users = sheets.Select(s => s.UserId.Value).Distinct().ToArray();
        var device = (await reads.RowsAsync<DeviceCard>($"id = any({devices})")).ToDictionary(d => d.Id, d => d.Name);
        var user = (await reads.RowsAsync<PersonCard>($"id = any({users})")).ToDictionary(u => u.Id, u => u.Name);
        return [.. sheets.Select(s => new SessionRow(s.Id, s.DeviceId, device.GetValueOrDefault(s.DeviceId, "(retired)"), s.UserId, user.GetValueOrDefault(s.UserId, "(unknown)"), s.Kind, s.State, s.Reason,
            s.RequestedAt, s.OpenedAt, s.EndedAt, s.Why, s.BytesUp, s.BytesDown, s.Continues, s.Version))];
    }
}
