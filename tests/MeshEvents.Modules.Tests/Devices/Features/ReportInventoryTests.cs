using MeshEvents.Devices;
using MeshEvents.Devices.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class ReportInventoryTests
{
    static InventoryReported Changed(params (string Field, string? Before, string? After)[] changes) => new(changes.ToDictionary(c => c.Field, c => new FieldChange(c.Before, c.After)));
    static ReportInventory Says(params (string Field, string Value)[] fields) => new(Some.Device, ["network."], fields.ToDictionary(f => f.Field, f => f.Value));

    [Fact]
    public void Only_the_difference_is_a_fact() =>
        Given<Device>(Some.Enrolled, Changed(("network.eth0.mac", null, "aa"), ("network.eth0.status", null, "up")))
            .When(Says(("network.eth0.mac", "aa"), ("network.eth0.status", "down")), ReportInventory.Decide)
            .Then(Changed(("network.eth0.status", "up", "down")));

    [Fact]
    public void What_a_whole_part_no_longer_names_is_gone() =>
        Given<Device>(Some.Enrolled, Changed(("network.eth0.mac", null, "aa"), ("system.os", null, "Linux")))
            .When(Says(), ReportInventory.Decide).Then(Changed(("network.eth0.mac", "aa", null)));

    [Fact]
    public void The_same_again_is_no_news() =>
        Given<Device>(Some.Enrolled, Changed(("network.eth0.mac", null, "aa"))).When(Says(("network.eth0.mac", "aa")), ReportInventory.Decide).ThenNothing();

    [Fact]
    public void A_retired_device_says_nothing() => Given<Device>(Some.Enrolled, Some.Retired).When(Says(("network.eth0.mac", "aa")), ReportInventory.Decide).ThenNothing();

    [Fact]
    public void Offers_are_a_fact_once()
    {
        var offers = new ReportOffers(Some.Device, [ChannelKind.Terminal], ["/bin/sh"], ["run"]);
        Given<Device>(Some.Enrolled).When(offers, ReportOffers.Decide).Then(new DeviceOffersChanged([ChannelKind.Terminal], ["/bin/sh"], ["run"]));
        Given<Device>(Some.Enrolled, new DeviceOffersChanged([ChannelKind.Terminal], ["/bin/sh"], ["run"])).When(offers, ReportOffers.Decide).ThenNothing();
        Given<Device>(Some.Enrolled, Some.Retired).When(offers, ReportOffers.Decide).ThenNothing();
    }
}
