using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Jobs.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs.Features;

/// <summary>One's own jobs and those on devices one may see, newest first.</summary>
public sealed record FindJobs(DeviceId? DeviceId = null, string? After = null, int Take = 100) : IQuery<Page<JobRow>>
{
    public sealed class Validator : AbstractValidator<FindJobs>
    {
        public Validator() => RuleFor(q => q.Take).InclusiveBetween(1, 500);
    }

    internal static async Task<Page<JobRow>?> Answer(FindJobs q, Reads reads)
    {
        var scope = await reads.ScopeAsync(DevicePermissions.See);
        var page = await reads.PageOfAllAsync<JobSheet>(q.After, q.Take, orderBy: "started_at", $"""
            ({q.DeviceId?.Value}::uuid is null and user_id = {reads.By.Id} or id in (
                select r.job_id from jobs.run_sheet r where r.tenant_id = {reads.TenantText} and ({scope.All} or r.group_id = any({scope.Groups}))
                and ({q.DeviceId?.Value}::uuid is null or r.device_id = {q.DeviceId?.Value})))
            """, descending: true);
        return new(await Shown.OfAsync(page.Rows, reads), page.Next, page.Total);
    }

    internal static void Map(Slices slices) => slices.Query<FindJobs, Page<JobRow>>("GET /api/jobs", _ => Need.SignedIn, Answer);
}
