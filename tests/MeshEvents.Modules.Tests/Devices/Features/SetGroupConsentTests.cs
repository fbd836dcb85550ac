using MeshEvents.Devices;
using MeshEvents.Devices.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class SetGroupConsentTests
{
    static readonly ConsentRule Careful = new(Asking.Ask, Asking.Tell, Asking.Unattended, Bar: true);
    static readonly SetGroupConsent Set = new(Some.Group, Careful);

    [Fact]
    public void A_rule_is_kept_as_consent_bits() => Given<Group>(Some.GroupMade).When(Set, SetGroupConsent.Decide).Then(new GroupConsentSet(null, 0x4A));

    [Fact]
    public void The_same_rule_is_no_news() => Given<Group>(Some.GroupMade, new GroupConsentSet(null, 0x4A)).When(Set, SetGroupConsent.Decide).ThenNothing();

    [Fact]
    public void It_can_be_taken_away() => Given<Group>(Some.GroupMade, new GroupConsentSet(null, 0x4A)).When(Set with { Rule = null }, SetGroupConsent.Decide).Then(new GroupConsentSet(0x4A, null));

    [Fact]
    public void A_deleted_group_is_not_there() => Given<Group>(Some.GroupMade, Some.GroupGone).When(Set, SetGroupConsent.Decide).ThenRefused("not-there");

    [Fact]
    public void Each_kind_has_a_word_that_there_is() => Assert.Equal(["Rule"], Invalid(Set with { Rule = Careful with { Files = (Asking)7 } }));

    [Fact]
    public void Bits_and_words_are_the_same_thing()
    {
        for (uint bits = 0; bits <= ConsentRule.Every; bits++) Assert.Equal(ConsentRule.OfBits(bits), ConsentRule.OfBits(ConsentRule.OfBits(bits).ToBits()));
        Assert.Equal("desktop ask, terminal tell, files unattended, bar", Careful.InWords());
    }
}

[Collection(OneServer.Name)]
public sealed class SetGroupConsentOverHttp(ServerFixture server)
{
    static readonly object rule = new { desktop = "Ask", terminal = "Tell", files = "Unattended", bar = false };

    [Fact]
    public async Task It_is_shown_goes_to_the_agent_and_stands_in_the_history()
    {
        var group = await server.NewGroupAsync();
        var address = $"/api/groups/{group.Id}/consent";
        // a new group: the rights of who made it count in its version too
        var version = (await server.Administrator.Get($"/api/groups/{group.Id}")).Json.GetProperty("version").GetInt64();
        await server.Administrator.Put(address, new { rule, version }).Be(HttpStatusCode.NoContent);
        Assert.Equal("Ask", (await server.Administrator.Get($"/api/groups/{group.Id}")).Json.GetProperty("consent").GetProperty("desktop").GetString());
        Assert.Equal("Set what persons at the group's devices are asked: desktop ask, terminal tell, files unattended, no bar", (await server.AuditAsync(group.Id, "groupId")).Sentence);

        await using var call = await Relay.Call.StartAsync(server, server.Administrator, group);
        Assert.Equal(0xAu, call.Asked.Consent);
        Assert.Equal((30, "admin"), (call.Asked.Options?.ConsentTimeout, call.Asked.RealName));
    }

    [Fact]
    public async Task Says_no()
    {
        var group = await server.NewGroupAsync();
        var address = $"/api/groups/{group.Id}/consent";
        await server.Technician.Put(address, new { rule }).Be(HttpStatusCode.Forbidden);
        await server.Stranger.Put(address, new { rule }).Be(HttpStatusCode.NotFound);
        await server.Foreigner.Put(address, new { rule }).Be(HttpStatusCode.NotFound);
        await server.Administrator.Put(address, new { rule, version = 99 }).Be(HttpStatusCode.Conflict, "stale");
        await server.Administrator.Put(address, new { rule = new { desktop = "Never", terminal = "Tell", files = "Tell", bar = true } }).Be(HttpStatusCode.BadRequest);
    }
}
