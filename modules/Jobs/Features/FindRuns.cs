using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Jobs.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs.Features;

/// <summary>What jobs did on one device, newest first.</summary>
public sealed record FindRuns(DeviceId DeviceId, string? After = null, int Take = 50) : IQuery<Page<RunRow>>
{
    public sealed class Validator : AbstractValidator<FindRuns>
    {
        public Validator() => RuleFor(q => q.Take).InclusiveBetween(1, 500);
    }

    internal static async Task<Page<RunRow>?> Answer(FindRuns q, Reads reads)
    {
        var page = await reads.PageAsync<RunSheet, DeviceId>(DevicePermissions.See, q.After, q.Take, orderBy: "requested_at", $"device_id = {q.DeviceId}", descending: true);
        return new(await Shown.OfAsync(page.Rows, reads), page.Next, page.Total);
    }

    internal static void Map(Slices slices) => slices.Query<FindRuns, Page<RunRow>>("GET /api/devices/{deviceId}/runs", q => DevicePermissions.See.On(q.DeviceId), Answer);
}
