using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace MeshEvents.Kernel;

/// <summary>An id of one kind of thing: a struct over a <see cref="Guid"/>, so that a group cannot be passed for a device.</summary>
public interface IId { Guid Value { get; } }

/// <summary>Something that is true. Base of every event's data; it carries only news: who, when and where stand on the event.</summary>
public abstract record Fact;

/// <summary>Something to be done after the commit.</summary>
public abstract record Message;

public interface ICommand
{
    /// <summary>The stream version the asker looked at; a faster change then means <c>409 stale</c>.</summary>
    long? Version => null;
}

/// <summary>A command that answers with a <typeparamref name="TAnswer"/>.</summary>
public interface ICommand<TAnswer> : ICommand;

public interface IQuery<TAnswer>;

/// <summary>State folded from one stream.</summary>
public interface IAggregate<TSelf> where TSelf : class, IAggregate<TSelf>, new()
{
    static abstract TSelf Evolve(TSelf state, Fact fact);
}

/// <summary>One asking: who, when, and the fresh values it may use. Makes <c>Decide</c> a function of its inputs.</summary>
/// <param name="At">UTC.</param>
/// <param name="New">The id of the stream a <c>Create</c> makes.</param>
/// <param name="Entropy">32 random bytes, never shown.</param>
public sealed record Ask(Actor By, DateTimeOffset At, Guid New, ReadOnlyMemory<byte> Entropy)
{
    public TId NewId<TId>() where TId : struct, IId => Unsafe.BitCast<Guid, TId>(New);

    /// <summary>A further fresh id, the same for the same purpose within this asking.</summary>
    public TId NewId<TId>(string purpose) where TId : struct, IId => Unsafe.BitCast<Guid, TId>(new Guid(Fresh(purpose).AsSpan(0, 16)));

    /// <summary>64 hexadecimal digits (256 bits) for one purpose.</summary>
    public Secret NewSecret(string purpose) => new(Convert.ToHexStringLower(Fresh(purpose)));

    /// <summary>32 fresh bytes for one purpose.</summary>
    public byte[] Fresh(string purpose) => HMACSHA256.HashData(Entropy.Span, Encoding.UTF8.GetBytes(purpose));
}

/// <summary>A value that no event, log or answer may show by accident.</summary>
public sealed class Secret(string value)
{
    public string Reveal() => value;
    public override string ToString() => "***";
}

/// <param name="Code">Stable, <c>module.kebab-reason</c>; the problem's <c>type</c>.</param>
/// <param name="Sentence">For people: what happened and what to do next.</param>
public sealed record Refusal(int Status, string Code, string Sentence)
{
    /// <summary>Per field of a malformed command.</summary>
    public IReadOnlyDictionary<string, string[]>? Fields { get; init; }

    /// <summary>What was done already, where that is why.</summary>
    public Guid? Done { get; init; }

    /// <summary>For 429: when to try again.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

public static class Refuse
{
    public static Refusal Conflict(string code, string sentence) => new(409, code, sentence);
    public static Refusal Invalid(string sentence) => new(400, "invalid", sentence);
    public static Refusal TooOften(string code, string sentence, TimeSpan wait) => new(429, code, sentence) { RetryAfter = wait };

    /// <summary>One answer for "not there" and "not yours".</summary>
    public static readonly Refusal NotThere = new(404, "not-there", "There is no such thing, or it is not yours to see.");
    public static readonly Refusal SignInFirst = new(401, "sign-in-first", "Sign in first.");
    public static readonly Refusal NotAllowed = new(403, "not-allowed", "You have no right to do this.");
    public static readonly Refusal Stale = new(409, "stale", "Somebody was faster. Look at the newest state and try again.");
}

/// <summary>One page of a list. <paramref name="Next"/> is the cursor of the following page, null at the end; <paramref name="Total"/> counts all that match.</summary>
public sealed record Page<T>(IReadOnlyList<T> Rows, string? Next, long Total);
