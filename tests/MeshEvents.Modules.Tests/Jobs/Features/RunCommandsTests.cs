using MeshEvents.Jobs;
using MeshEvents.Jobs.Features;
using MeshEvents.Jobs.Views;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class RunCommandsTests
{
    static readonly DeviceId away = new(new("00000000-0000-7000-8000-000000000d02"));
    static readonly RunCommands Uptime = new("uptime\nwho", [Some.Device, away], TimeoutSeconds: 60, ExpiresSeconds: 3600);

    static readonly Connected here = new(Some.Now.AddHours(-1), "192.0.2.17", Resumes: true, Obeys: true);
    static readonly JobOrder.Known Two = new([(new(Some.Device, Some.Group, "pc-17"), here), (new(away, Some.OtherGroup, "pc-18"), null)], LeftOut: 1);

    static Story.Made Asking(RunCommands c, JobOrder.Known known) => Knowing(known).When(c, (asked, k, ask) => RunCommands.Order(asked).Decide(k, ask));

    [Fact]
    public void Sends_it_to_who_is_there_and_keeps_it_for_who_is_away()
    {
        const string arguments = """{"shell":"auto","text":"uptime\nwho","as":"agent","timeout":60,"limit":1048576}""";
        var (job, here, later) = (Asked.NewId<JobId>(), Asked.NewId<RunId>($"run on {Some.Device}"), Asked.NewId<RunId>($"run on {away}"));
        var (patience, expires) = (TimeSpan.FromSeconds(105), Some.Now.AddHours(1));
        var made = Asking(Uptime, Two)
            .Then(new JobStarted("run", "uptime who", arguments, Some.Mira, Some.Now, 2, 1, 60, expires, null))
            .ThenAlso(
                (here, new RunRequested(job, Some.Device, Some.Group, Some.Mira, "run", "uptime who", Some.Now, 60, expires)), (here, new RunSent(Some.Now, Some.Now + patience)),
                (later, new RunRequested(job, away, Some.OtherGroup, Some.Mira, "run", "uptime who", Some.Now, 60, expires)))
            .ThenSends(new CommandDevice(Some.Device, new(here.Value), "run", arguments))
            .ThenLater((patience, new LapseRun(here)), (TimeSpan.FromHours(1), new LapseRun(later)));
        Assert.Equal(new JobMade(job, 2, 1, 1), made.Answer<JobMade>());
    }

    [Fact]
    public void An_agent_that_takes_no_commands_is_not_waited_for()
    {
        var made = Asking(Uptime, new([(new(Some.Device, Some.Group, "pc-17"), here with { Obeys = false })], 0)).ThenSends().ThenLater();
        Assert.Equal(JobOrder.TakesNone, Assert.IsType<RunRefused>(made.Decision.Others[^1].Fact).Why);
    }

    [Fact]
    public void Nothing_begins_where_one_may_do_it_on_none_of_them() => Asking(Uptime, new([], LeftOut: 2)).ThenRefused("not-allowed");

    [Fact]
    public void A_search_that_is_not_understood_is_said() => Asking(Uptime, new([], 0, "'os:' lacks a value.")).ThenRefused("invalid");

    [Fact]
    public void A_job_has_an_upper_size() =>
        Asking(Uptime, new([.. Enumerable.Range(0, JobOrder.MostDevices + 1).Select(_ => (new Target(new(Guid.NewGuid()), Some.Group, "pc"), (Connected?)null))], 0)).ThenRefused("jobs.too-many-devices");

    [Fact]
    public void What_makes_no_sense_is_named()
    {
        Assert.Equal(["Text"], Invalid(Uptime with { Text = "" }));
        Assert.Equal(["Text"], Invalid(Uptime with { Text = "echo \0" }));
        Assert.Equal(["Text"], Invalid(Uptime with { Text = new('x', RunCommands.MostText + 1) }));
        Assert.Equal(["Q"], Invalid(Uptime with { Devices = null }));
        Assert.Equal(["TimeoutSeconds"], Invalid(Uptime with { TimeoutSeconds = 0 }));
        Assert.Equal(["ExpiresSeconds"], Invalid(Uptime with { ExpiresSeconds = 31 * 24 * 3600 }));
        Assert.Equal(["Shell", "As"], Invalid(Uptime with { Shell = (CommandShell)9, As = (RunAs)9 }));
    }
}
