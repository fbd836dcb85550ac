using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class EndProcessTests
{
    static readonly EndProcess Sleep = new(Some.Device, 4711, 1772529240000, "sleep");

    [Fact]
    public void Names_the_process_by_number_and_start() =>
        Assert.Equal("end sleep (4711)", ActionStories.Sends(Sleep, EndProcess.Order, "end-process", """{"pid":4711,"startedAt":1772529240000,"name":"sleep"}""").What);

    [Fact]
    public void What_makes_no_sense_is_named() => Assert.Equal(["Pid", "StartedAt", "Name"], Invalid(new EndProcess(Some.Device, 0, 0, "")));
}
