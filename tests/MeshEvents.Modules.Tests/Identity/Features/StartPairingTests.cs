using MeshEvents.Identity.Features;
using MeshEvents.Identity.Tokens;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Identity.Features;

public sealed class StartPairingTests
{
    static readonly StartPairing Asks = new("mesh on pc-17", new('a', 64));

    static Pairings Fresh(TimeProvider? clock = null) => new(clock ?? TimeProvider.System);

    [Fact]
    public void Is_no_event()
    {
        var pairing = new Pairing(Mira.Tenant, "BCDF-GHJK", Asks.Challenge, Asks.Client, "192.0.2.7", Some.Now, Some.Now.AddMinutes(10));
        var made = Knowing(new StartPairing.Known(pairing)).When(Asks, StartPairing.Decide).Then();
        Assert.Equal(("BCDF-GHJK", "/pair"), (made.Answer<PairingAsked>(TimeProvider.System).Code, made.Answer<PairingAsked>(TimeProvider.System).Page));
    }

    [Fact]
    public void Too_many_wait() => Knowing(new StartPairing.Known(null)).When(Asks, StartPairing.Decide).ThenRefused("identity.too-many-pairings");

    [Fact]
    public void What_it_says_of_itself_is_one_line_and_its_challenge_a_hash()
    {
        Assert.Equal(["Client"], Invalid(Asks with { Client = "mesh\u001b[2J" }));
        Assert.Equal(["Challenge"], Invalid(Asks with { Challenge = new('A', 64) }));
        Assert.Equal(["Challenge"], Invalid(Asks with { Challenge = "short" }));
    }

    [Fact]
    public void A_code_is_found_as_people_type_it_for_ten_minutes_and_answered_once()
    {
        var clock = new ManualClock();
        var pairings = Fresh(clock);
        var pairing = pairings.Ask(Mira.Tenant, Asks.Challenge, Asks.Client, "192.0.2.7")!;
        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", pairing.Code);
        Assert.Equal(pairing, pairings.Find(Mira.Tenant, $" {pairing.Code.Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant()} "));
        Assert.Null(pairings.Find(Guid.NewGuid(), pairing.Code));
        Assert.NotNull(pairings.Answer(Mira.Tenant, pairing.Code, PairingState.Confirmed));
        Assert.Null(pairings.Answer(Mira.Tenant, pairing.Code, PairingState.Denied));
        Assert.Equal(PairingState.Confirmed, pairings.Of(Mira.Tenant, Asks.Challenge)!.State);
        clock.Jump(Pairings.Life);
        Assert.Null(pairings.Of(Mira.Tenant, Asks.Challenge));
    }

    [Fact]
    public void Each_address_has_its_few()
    {
        var pairings = Fresh();
        for (var i = 0; i < Pairings.MostPerAddress; i++) Assert.NotNull(pairings.Ask(Mira.Tenant, $"{i}", "x", "192.0.2.7"));
        Assert.Null(pairings.Ask(Mira.Tenant, "more", "x", "192.0.2.7"));
        Assert.NotNull(pairings.Ask(Mira.Tenant, "more", "x", "192.0.2.8"));
    }
}
