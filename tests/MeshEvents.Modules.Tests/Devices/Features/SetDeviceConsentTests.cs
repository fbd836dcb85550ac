using MeshEvents.Devices;
using MeshEvents.Devices.Features;
using MeshEvents.Devices.Views;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class SetDeviceConsentTests
{
    static readonly SetDeviceConsent Set = new(Some.Device, new(Asking.Tell, Asking.Ask, Asking.Ask, Bar: false));

    [Fact]
    public void A_rule_is_kept_as_consent_bits() => Given<Device>(Some.Enrolled).When(Set, SetDeviceConsent.Decide).Then(new DeviceConsentSet(null, 0x31));

    [Fact]
    public void The_same_rule_is_no_news() => Given<Device>(Some.Enrolled, new DeviceConsentSet(null, 0x31)).When(Set, SetDeviceConsent.Decide).ThenNothing();

    [Fact]
    public void Without_one_the_groups_holds_again() => Given<Device>(Some.Enrolled, new DeviceConsentSet(null, 0x31)).When(Set with { Rule = null }, SetDeviceConsent.Decide).Then(new DeviceConsentSet(0x31, null));

    [Fact]
    public void A_retired_device_keeps_its_rule() => Given<Device>(Some.Enrolled, Some.Retired).When(Set, SetDeviceConsent.Decide).ThenRefused("devices.retired");

    [Theory]
    [InlineData(null, null, null, Asking.Unattended, ConsentSource.Unset, true, ConsentSource.Unset)]
    [InlineData(null, 0x48u, null, Asking.Ask, ConsentSource.Group, true, ConsentSource.Group)]
    [InlineData(0x01u, 0x48u, null, Asking.Tell, ConsentSource.Device, false, ConsentSource.Device)]
    [InlineData(0x01u, 0x48u, 0x48u, Asking.Ask, ConsentSource.Installation, true, ConsentSource.Installation)]
    [InlineData(0x08u, null, 0x01u, Asking.Ask, ConsentSource.Device, false, ConsentSource.Device)]
    public void The_stricter_of_the_rule_and_the_installation_holds(uint? device, uint? group, uint? floor, Asking asking, ConsentSource from, bool bar, ConsentSource barFrom)
    {
        var inForce = ConsentInForce.Of(device, group, floor);
        Assert.Equal((new ConsentLine(asking, from), new BarLine(bar, barFrom)), (inForce.Desktop, inForce.Bar));
    }
}

[Collection(OneServer.Name)]
public sealed class SetDeviceConsentOverHttp(ServerFixture server)
{
    static readonly object rule = new { desktop = "Tell", terminal = "Ask", files = "Ask", bar = false };

    [Fact]
    public async Task It_stands_in_the_place_of_the_groups_and_the_page_says_so()
    {
        var group = await server.NewGroupAsync();
        await server.Administrator.Put($"/api/groups/{group.Id}/consent", new { rule = new { desktop = "Ask", terminal = "Ask", files = "Ask", bar = true } }).Be(HttpStatusCode.NoContent);
        var (device, agent) = await server.OnlineDeviceAsync(group, null);
        await using (agent)
        {
            var done = await server.Administrator.Put($"/api/devices/{device.Id}/consent", new { rule }).Be(HttpStatusCode.NoContent);
            await server.Administrator.Post("/api/sessions", new { deviceId = device.Id, kind = "Terminal", reason = "ticket 17" }).Be(HttpStatusCode.Created);
            var asked = await agent.AskedAsync();
            Assert.Equal((0x31u, "ticket 17"), (asked.Consent, asked.Reason));

            await server.SettledAsync(done.Sequence);
            var consent = (await server.Administrator.Get($"/api/devices/{device.Id}")).Json.GetProperty("consent");
            Assert.Equal(("Tell", "Device"), (consent.GetProperty("desktop").GetProperty("asking").GetString(), consent.GetProperty("desktop").GetProperty("from").GetString()));
            Assert.Equal("Ask", consent.GetProperty("group").GetProperty("desktop").GetString());
        }
    }

    [Fact]
    public async Task Says_no()
    {
        var device = await server.NewDeviceAsync();
        var address = $"/api/devices/{device.Id}/consent";
        await server.Viewer.Put(address, new { rule }).Be(HttpStatusCode.Forbidden);
        await server.Stranger.Put(address, new { rule }).Be(HttpStatusCode.NotFound);
        await server.Technician.Put(address, new { rule, version = 99 }).Be(HttpStatusCode.Conflict, "stale");
        await server.Technician.Put(address, new { rule = new { desktop = "Tell" } }).Be(HttpStatusCode.BadRequest);
    }
}
