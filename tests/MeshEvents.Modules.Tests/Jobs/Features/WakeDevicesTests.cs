using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class WakeDevicesTests
{
    static readonly Neighbour Near = new(new(new("00000000-0000-7000-8000-000000000d07")), Some.OtherGroup, "pc-07");
    static readonly Sleeper Asleep = new(Some.Device, "pc-17", Some.Group, Online: false, ["00:11:22:33:44:55"], [Near]);
    static readonly WakeDevices It = new([Some.Device]);

    static Story.Made Ask(params Sleeper[] sleepers) => Knowing(new WakeDevices.Known(sleepers, 0)).When(It, WakeDevices.Decide);

    [Fact]
    public void A_neighbour_sends_the_packet_and_both_histories_say_so()
    {
        const string arguments = """{"macs":["00:11:22:33:44:55"]}""";
        var (job, run, until) = (Asked.NewId<JobId>(), Asked.NewId<RunId>($"run on {Near.Id}"), Some.Now.AddSeconds(30));
        var made = Ask(Asleep)
            .Then(new JobStarted("wake", "wake pc-17", arguments, Some.Mira, Some.Now, 1, 0, 30, until, null), new WakeRequested(Some.Device, Some.Group, 1))
            .ThenAlso((run, new RunRequested(job, Near.Id, Near.GroupId, Some.Mira, "wake", "wake pc-17", Some.Now, 30, until)), (run, new RunSent(Some.Now, Some.Now.AddSeconds(75))))
            .ThenSends(new CommandDevice(Near.Id, new(run.Value), "wake", arguments))
            .ThenLater((TimeSpan.FromSeconds(75), new LapseRun(run)));
        Assert.Equal((1, 1, 0), (made.Answer<WakeMade>().Devices, made.Answer<WakeMade>().Neighbours, made.Answer<WakeMade>().Alone.Length));
    }

    [Fact]
    public void Who_has_nobody_near_is_named_and_the_others_are_woken()
    {
        var made = Ask(Asleep, Asleep with { Id = ActionStories.Away, Name = "pc-18", Neighbours = [] }).Answer<WakeMade>();
        Assert.Equal((1, "pc-18"), (made.Devices, Assert.Single(made.Alone)));
    }

    [Fact]
    public void No_more_than_three_are_asked_for_one() => Assert.Equal(WakeDevices.MostNeighbours, Ask(Asleep with
    {
        Neighbours = [.. Enumerable.Range(0, 9).Select(_ => Near with { Id = new(Guid.NewGuid()) })],
    }).Answer<WakeMade>().Neighbours);

    [Fact]
    public void Nobody_near_is_said() => Ask(Asleep with { Neighbours = [] }).ThenRefused("jobs.no-neighbour");

    [Fact]
    public void A_device_without_a_known_card_cannot_be_woken() => Ask(Asleep with { Macs = [] }).ThenRefused("jobs.no-neighbour");

    [Fact]
    public void Who_is_connected_is_awake() => Ask(Asleep with { Online = true }).ThenRefused("jobs.awake");

    [Fact]
    public void Nothing_begins_without_the_right() => Ask().ThenRefused("not-allowed");

    [Fact]
    public void What_makes_no_sense_is_named() => Assert.Equal(["Q"], Invalid(It with { Devices = null }));
}
