using MeshEvents.Jobs;
using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class RetryJobTests
{
    static readonly JobOrder Order = new("run", "uptime", "{}", new RunCommands("uptime", [Some.Device], TimeoutSeconds: 60, ExpiresSeconds: 3600), Some.Job);

    [Fact]
    public void Is_a_job_of_its_own_that_names_the_first()
    {
        var run = Asked.NewId<RunId>($"run on {Some.Device}");
        Knowing(new RetryJob.Known(Order, new([(new(Some.Device, Some.Group, "pc-17"), null)], 0))).When(new RetryJob(Some.Job), RetryJob.Decide)
            .Then(new JobStarted("run", "uptime", "{}", Some.Mira, Some.Now, 1, 0, 60, Some.Now.AddHours(1), Some.Job))
            .ThenAlso((run, new RunRequested(Asked.NewId<JobId>(), Some.Device, Some.Group, Some.Mira, "run", "uptime", Some.Now, 60, Some.Now.AddHours(1))))
            .ThenSends();
    }

    [Fact]
    public void Where_all_went_well_there_is_nothing_to_retry() => Knowing(new RetryJob.Known(Order, null)).When(new RetryJob(Some.Job), RetryJob.Decide).ThenRefused("jobs.nothing-to-retry");
}
