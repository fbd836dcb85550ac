using System.Collections.Concurrent;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Bus.Tests;

public readonly record struct JarId(Guid Value) : IId;
public sealed record JarFilled(string With) : Fact;
public sealed record JarShaken : Fact;

public sealed record Jar : IAggregate<Jar>
{
    public int Filled { get; init; }
    public static Jar Evolve(Jar jar, Fact fact) => fact is JarFilled ? jar with { Filled = jar.Filled + 1 } : jar;
}

/// <summary>Handled at least once.</summary>
public sealed record Tell(JarId Jar, string What) : Message;

/// <summary>Handled at most once.</summary>
public sealed record Ring(JarId Jar) : Message;

/// <summary>Fill a jar, and tell of it; later it is shaken.</summary>
public sealed record Fill(JarId Jar, string With) : ICommand
{
    public static Decision Decide(Fill c, Ask ask) =>
        Decision.Of(new JarFilled(c.With)).Then(new Tell(c.Jar, c.With)).Then(new Ring(c.Jar)).Later(TimeSpan.FromMinutes(10), new Shake(new(ask.New)));
}

public sealed record Shake(JarId Jar) : ICommand
{
    public static Decision Decide(Shake c, Jar jar) => jar.Filled > 0 ? new JarShaken() : Decision.Nothing;
}

/// <summary>What the handlers did, and what they shall do wrong.</summary>
public sealed class Ledger
{
    public ConcurrentQueue<string> Told { get; } = [];
    public ConcurrentQueue<string> Reacted { get; } = [];
    public int Rung;

    /// <summary>Asked before each handling; what it throws is the handler's failure.</summary>
    public Action<string> Fails { get; set; } = _ => { };
}

sealed class TellHandler(Ledger ledger) : IHandle<Tell>
{
    public Task HandleAsync(Tell message, Permit permit, CancellationToken stop)
    {
        ledger.Fails(message.What);
        ledger.Told.Enqueue(message.What);
        return Task.CompletedTask;
    }
}

sealed class RingHandler(Ledger ledger) : IHandle<Ring>
{
    public Task HandleAsync(Ring message, Permit permit, CancellationToken stop)
    {
        Interlocked.Increment(ref ledger.Rung);
        ledger.Fails("ring");
        return Task.CompletedTask;
    }
}

sealed class Remember(Ledger ledger) : IReact<JarFilled>
{
    public Task OnAsync(IEvent<JarFilled> e, CancellationToken stop)
    {
        ledger.Fails("react " + e.Data.With);
        ledger.Reacted.Enqueue(e.Data.With);
        return Task.CompletedTask;
    }
}

sealed class JarModule : IModule
{
    public string Name => "bus";

    public void Facts(Facts facts)
    {
        Refusals.List(facts);
        facts.Add<JarFilled>("bus.jar_filled", e => $"Filled a jar with {e.With}");
        facts.Add<JarShaken>("bus.jar_shaken", _ => "Shook a jar");
    }

    public void Slices(Slices slices)
    {
        slices.Create<Jar, Fill>(null, _ => Need.SignedIn, Fill.Decide);
        slices.Change<Jar, Shake>(null, _ => Need.Inside, Shake.Decide, stream: c => c.Jar);
    }

    public void Bus(BusSetup bus)
    {
        bus.Handle<Tell, TellHandler>("bus.tell", inOrderOf: t => t.Jar);
        bus.Call<Ring, RingHandler>("bus.ring", inOrderOf: r => r.Jar);
        bus.Waits<Shake>("bus.shake");
        bus.React<JarFilled, Remember>("bus.remember");
    }

    public void Services(IServiceCollection services) => services.AddSingleton<Ledger>().AddSingleton<IAccess, SignedInMay>().AddSingleton<IScopes, NoScopes>();

    sealed class SignedInMay : IAccess
    {
        public ValueTask<Judgement> JudgeAsync(Actor actor, Need need, CancellationToken stop) =>
            ValueTask.FromResult(new Judgement(actor.Kind is ActorKind.System || need is Need.AnyAccount && actor.SignedIn ? Verdict.Allowed : Verdict.Hidden));
        public ValueTask<bool> MaySeeAsync(Actor reader, Guid audience, CancellationToken stop) => ValueTask.FromResult(true);
    }

    sealed class NoScopes : IScopes
    {
        public ValueTask<Scope> ScopeAsync(Actor by, string permission, CancellationToken stop) => ValueTask.FromResult(new Scope(true, [], []));
    }
}
