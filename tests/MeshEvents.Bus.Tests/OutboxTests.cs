using MeshEvents.Kernel;
using MeshEvents.Store;
using MeshEvents.Testing;
using Xunit;

namespace MeshEvents.Bus.Tests;

public sealed class OutboxTests
{
    static readonly JarId jar = new(Guid.CreateVersion7());
    const string rows = "select count(*) from bus.outbox where name = 'bus.tell'", letters = "select count(*) from bus.dead_letter";

    [Fact]
    public async Task A_message_is_handled_once_and_its_row_is_gone()
    {
        await using var bus = await BusFixture.NewAsync();
        await bus.FillAsync(jar, "salt");
        await Waiting.Until(async () => await bus.CountAsync(rows) == 0, "the row to be done");
        Assert.Equal(["salt"], bus.Ledger.Told);
        await Waiting.Until(() => bus.Ledger.Rung == 1, "the call");
    }

    [Fact]
    public async Task What_a_dead_process_left_behind_is_done_by_the_next_but_no_call_comes_late()
    {
        await using var bus = await BusFixture.NewAsync(started: false);
        await bus.FillAsync(jar, "salt");
        Assert.Equal((0, 1L), (bus.Ledger.Told.Count, await bus.CountAsync(rows)));
        await bus.AgainAsync();
        // leased until the first process must be dead
        bus.Clock.Jump(TimeSpan.FromSeconds(61));
        await Waiting.Until(() => bus.Ledger.Told.Count == 1, "the message to be handled by the next process");
        await Waiting.Until(async () => await bus.CountAsync(rows) == 0, "the row to be done");
        Assert.Equal(0, bus.Ledger.Rung);
    }

    [Fact]
    public async Task Messages_about_one_thing_keep_their_order()
    {
        await using var bus = await BusFixture.NewAsync();
        for (var i = 0; i < 100; i++) await bus.FillAsync(jar, $"{i:000}");
        await Waiting.Until(() => bus.Ledger.Told.Count == 100, "all to be told");
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i:000}"), bus.Ledger.Told);
    }

    [Fact]
    public async Task A_failing_handler_is_tried_again_and_at_last_a_dead_letter_that_can_be_sent_again()
    {
        await using var bus = await BusFixture.NewAsync();
        var tries = 0;
        bus.Ledger.Fails = what => { if (what is "salt") { Interlocked.Increment(ref tries); throw new InvalidOperationException("the salt is wet"); } };
        await bus.FillAsync(jar, "salt");
        await bus.FillAsync(new(Guid.CreateVersion7()), "pepper");
        await Waiting.Until(() => bus.Ledger.Told.Contains("pepper"), "the others to go on");
        await Waiting.Until(async () =>
        {
            bus.Clock.Jump(TimeSpan.FromSeconds(30));
            return await bus.CountAsync(letters) == 1;
        }, "the letter to be dead");
        Assert.Equal(8, tries);
        var letter = Assert.Single(await bus.Get<DeadLetters>().AllAsync(bus.Tenant, default));
        Assert.Equal(("bus.tell", "the salt is wet", jar.Value), (letter.Name, letter.Error, letter.Key));

        bus.Ledger.Fails = _ => { };
        Assert.True(await bus.Get<DeadLetters>().ResendAsync(letter.Id, default));
        await Waiting.Until(() => bus.Ledger.Told.Contains("salt"), "the letter to be handled");
        Assert.Equal(0, await bus.CountAsync(letters));
        Assert.False(await bus.Get<DeadLetters>().ResendAsync(letter.Id, default));
    }

    [Fact]
    public async Task A_failing_call_to_a_device_is_not_repeated()
    {
        await using var bus = await BusFixture.NewAsync();
        bus.Ledger.Fails = what => { if (what is "ring") throw new InvalidOperationException("the device is gone"); };
        await bus.FillAsync(jar, "salt");
        await Waiting.Until(() => bus.Ledger.Rung == 1 && bus.Ledger.Told.Count == 1, "both to be tried");
        bus.Clock.Jump(TimeSpan.FromMinutes(5));
        await bus.FillAsync(new(Guid.CreateVersion7()), "marker");
        await Waiting.Until(() => bus.Ledger.Told.Contains("marker") && bus.Ledger.Rung >= 2, "what came after");
        Assert.Equal(2, bus.Ledger.Rung);       // one for each of the two, none repeated
        Assert.Equal(0, await bus.CountAsync(letters));
    }

    [Fact]
    public async Task A_command_that_waits_is_asked_when_it_is_due_also_by_another_process()
    {
        await using var bus = await BusFixture.NewAsync();
        var made = await bus.FillAsync(jar, "salt");
        const string shaken = "select count(*) from events.mt_events where type = 'bus.jar_shaken'";
        await bus.AgainAsync();
        Assert.Equal(0, await bus.CountAsync(shaken));
        bus.Clock.Jump(TimeSpan.FromMinutes(10));
        await Waiting.Until(async () => await bus.CountAsync(shaken) == 1, "the jar to be shaken");
        var last = (await bus.Get<EventStore>().StreamAsync(bus.Tenant, made.Id))[^1];
        Assert.Equal((ActorKind.System, bus.Mira.Id), (last.By.Kind, last.By.OnBehalfOf!.Id));
    }

    [Fact]
    public async Task An_outbox_row_holds_no_names()
    {
        await using var bus = await BusFixture.NewAsync(started: false);
        await bus.FillAsync(jar, "salt");
        Assert.Equal(0, await bus.CountAsync("select count(*) from bus.outbox where actor::text like '%mira%' or actor::text like '%192.0.2%'"));
    }

    [Fact]
    public async Task A_refused_command_leaves_one_fact_and_no_row()
    {
        await using var bus = await BusFixture.NewAsync();
        for (var i = 0; i < 3; i++) Assert.Equal("not-there", (await bus.Bus.InvokeAsync(new Shake(jar), bus.Mira)).Refused?.Code);
        Assert.Equal(1, await bus.CountAsync("select count(*) from events.mt_events where type = 'bus.command_refused'"));
        Assert.Equal(0, await bus.CountAsync("select count(*) from bus.outbox"));
        await bus.Bus.InvokeAsync(new Fill(jar, "x"), Actor.Nobody(bus.Tenant, "192.0.2.1"));
        Assert.Equal(1, bus.Get<Refusals>().WithoutAccount);
    }
}
