using MeshEvents.Devices.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class EnrollDeviceTests
{
    static readonly EnrollDevice Arrives = new(Some.NodeId, Some.MeshId, "pc-17", Platform.Linux);

    [Fact]
    public void By_the_groups_own_id() =>
        Knowing(new EnrollDevice.Known(Some.Group, null, null)).When(Arrives, EnrollDevice.Decide)
            .Then(new DeviceEnrolled("pc-17", Some.Group, Platform.Linux, Some.NodeId, "by the group's id")).ThenAlso();

    [Fact]
    public void By_a_code_and_its_use_is_in_the_same_commit() =>
        Knowing(new EnrollDevice.Known(Some.Group, Some.Code, null)).When(Arrives, EnrollDevice.Decide)
            .Then(new DeviceEnrolled("pc-17", Some.Group, Platform.Linux, Some.NodeId, "by an enrolment code"))
            .ThenAlso((Some.Code, new EnrolmentCodeUsed(new(Asked.New))));

    [Fact]
    public void A_shut_door_says_why()
    {
        var made = Knowing(new EnrollDevice.Known(default, null, "it claims no known group")).When(Arrives, EnrollDevice.Decide);
        made.ThenRefused("devices.not-admitted");
        Assert.Equal("it claims no known group", made.Decision.Refusal!.Sentence);
    }
}
