using MeshEvents.Testing;
using Xunit;

namespace MeshEvents.Bus.Tests;

public sealed class ReactionTests
{
    static readonly JarId jar = new(Guid.CreateVersion7());

    [Fact]
    public async Task Reacts_in_the_order_of_the_facts()
    {
        await using var bus = await BusFixture.NewAsync();
        for (var i = 0; i < 20; i++) await bus.FillAsync(jar, $"{i:00}");
        await Waiting.Until(() => bus.Ledger.Reacted.Count == 20, "all reactions");
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i:00}"), bus.Ledger.Reacted);
    }

    [Fact]
    public async Task A_passing_failure_is_tried_again()
    {
        await using var bus = await BusFixture.NewAsync();
        var left = 2;
        bus.Ledger.Fails = what => { if (what is "react salt" && Interlocked.Decrement(ref left) >= 0) throw new InvalidOperationException("not yet"); };
        await bus.FillAsync(jar, "salt");
        await Waiting.Until(() => bus.Ledger.Reacted.Contains("salt"), "the reaction");
        Assert.Equal(0, await bus.CountAsync("select count(*) from bus.dead_letter"));
    }

    [Fact]
    public async Task A_lasting_failure_is_a_dead_letter_that_goes_back_to_its_reaction_and_holds_up_nobody()
    {
        await using var bus = await BusFixture.NewAsync();
        bus.Ledger.Fails = what => { if (what is "react salt") throw new InvalidOperationException("never"); };
        await bus.FillAsync(jar, "salt");
        await bus.FillAsync(jar, "pepper");
        await Waiting.Until(() => bus.Ledger.Reacted.Contains("pepper"), "the next fact to be reacted to");
        // both facts may be on one page, whose transaction holds the letter until the page is through
        await Waiting.Until(async () => await bus.CountAsync("select count(*) from bus.dead_letter") > 0, "the dead letter");
        var letter = Assert.Single(await bus.Get<DeadLetters>().AllAsync(bus.Tenant, default));
        Assert.Equal(("bus.remember", "never"), (letter.Name, letter.Error));

        bus.Ledger.Fails = _ => { };
        Assert.True(await bus.Get<DeadLetters>().ResendAsync(letter.Id, default));
        await Waiting.Until(() => bus.Ledger.Reacted.Contains("salt"), "the reaction to be tried again");
        Assert.Equal(0, await bus.CountAsync("select count(*) from bus.dead_letter"));
    }
}
