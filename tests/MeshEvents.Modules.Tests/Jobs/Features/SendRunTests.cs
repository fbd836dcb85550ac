using MeshEvents.Jobs;
using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class SendRunTests
{
    static readonly SendRun Arrived = new(Some.Run, Some.Job, Some.Device);
    static readonly SendRun.Known Allowed = new(new Job { Action = "run", Arguments = """{"text":"uptime"}""" }, Allowed: true, Obeys: true);

    [Fact]
    public void A_device_that_returns_gets_what_waits() => Given<Run>(Some.RunAsked).Knowing(Allowed).When(Arrived, SendRun.Decide)
        .Then(new RunSent(Some.Now, Some.Now.AddSeconds(105)))
        .ThenSends(new CommandDevice(Some.Device, new(Some.Run.Value), "run", """{"text":"uptime"}"""))
        .ThenLater((TimeSpan.FromSeconds(105), new LapseRun(Some.Run)));

    [Fact]
    public void Never_twice() => Given<Run>(Some.RunAsked, Some.RunSentOff).Knowing(Allowed).When(Arrived, SendRun.Decide).ThenNothing();

    [Fact]
    public void Not_after_it_expired() => Given<Run>(Some.RunAsked with { ExpiresAt = Some.Now }).Knowing(Allowed).When(Arrived, SendRun.Decide).Then(new RunExpired(Some.Now)).ThenSends();

    [Fact]
    public void Not_to_an_agent_that_takes_none() =>
        Given<Run>(Some.RunAsked).Knowing(Allowed with { Obeys = false }).When(Arrived, SendRun.Decide).Then(new RunRefused(Some.Now, JobOrder.TakesNone)).ThenSends();

    [Fact]
    public void Not_for_one_whose_right_was_taken_meanwhile()
    {
        var made = Given<Run>(Some.RunAsked).Knowing(Allowed with { Allowed = false }).When(Arrived, SendRun.Decide).ThenSends();
        Assert.IsType<RunRefused>(Assert.Single(made.Decision.Facts));
    }
}
