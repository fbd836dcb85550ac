namespace MeshEvents.Kernel;

public enum ActorKind { User, Token, Guest, Agent, System }

/// <summary>The door a command came through.</summary>
public enum Via { Web, Control, Cli, Job, Agent, Amt, Inside }

/// <summary>Who asks. The name is for people and never stored in an event's metadata; the id is.</summary>
/// <param name="Tenant">Guid zero is the installation itself.</param>
/// <param name="Address">The peer's address in text form.</param>
/// <param name="Login">The login session (people), token (their programs) or connection (agents) it acts in.</param>
/// <param name="Factors">What the sign-in proved, for example <c>pwd</c>.</param>
/// <param name="OnBehalfOf">For the server's own reactions and timers: who caused them.</param>
/// <param name="Within">For a token: the rights bits that its owner's rights are cut down to; null where nothing is cut.</param>
public sealed record Actor(
    ActorKind Kind, Guid Id, string Name, Guid Tenant, Via Via, string? Address = null, Guid? Login = null, string? Factors = null, Actor? OnBehalfOf = null, uint? Within = null)
{
    public static readonly Actor System = new(ActorKind.System, Guid.Empty, "system", Guid.Empty, Via.Inside);

    /// <summary>Nobody has signed in on this request.</summary>
    public static Actor Nobody(Guid tenant, string? address, Via via = Via.Web) => new(ActorKind.Guest, Guid.Empty, "nobody", tenant, via, address);

    /// <summary>The server itself, because of this event, on behalf of who caused it.</summary>
    public static Actor Because(IEvent e) => System with { Tenant = e.By.Tenant, OnBehalfOf = e.By.OnBehalfOf ?? e.By };

    /// <summary>The server itself, later, on behalf of this actor.</summary>
    public Actor Deferred() => System with { Tenant = Tenant, OnBehalfOf = OnBehalfOf ?? this };

    public bool SignedIn => Kind is ActorKind.User or ActorKind.Token;
}

/// <summary>What an event is about: filled by the pipeline, so that the audit view needs no knowledge of modules.</summary>
public sealed record About(Guid? Device = null, Guid? Group = null, Guid? User = null, Guid? Session = null, Guid? Job = null)
{
    public static readonly About Nothing = new();
    public About Or(About other) => new(Device ?? other.Device, Group ?? other.Group, User ?? other.User, Session ?? other.Session, Job ?? other.Job);
}

/// <summary>A fact with stream, version, sequence, time and actor.</summary>
public interface IEvent
{
    Guid Id { get; }
    Guid StreamId { get; }
    /// <summary>Counts from 1 within the stream.</summary>
    long Version { get; }
    /// <summary>Global order. Not known to an inline view.</summary>
    long Sequence { get; }
    /// <summary>The database's time, UTC. Not known to an inline view.</summary>
    DateTimeOffset At { get; }
    Actor By { get; }
    /// <summary>The actor's tenant; known without looking at the actor.</summary>
    Guid Tenant => By.Tenant;
    About About { get; }
    /// <summary>The request's trace id.</summary>
    string Correlation { get; }
    /// <summary>The command that made it, by name.</summary>
    string? Command { get; }
    Fact Data { get; }
}

public interface IEvent<out T> : IEvent where T : Fact { new T Data { get; } }

/// <summary>An aggregate that knows what else its events are about: a session its device, a device its group.</summary>
public interface IKnowsAbout
{
    About About { get; }
}

public enum AboutSlot { Device, Group, User, Session, Job }

/// <summary>Says which slot of <see cref="About"/> an id, or an aggregate's stream, fills.</summary>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Class)]
public sealed class AboutAttribute(AboutSlot slot) : Attribute
{
    public AboutSlot Slot => slot;
}
