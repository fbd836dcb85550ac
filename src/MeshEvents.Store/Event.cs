using MeshEvents.Kernel;

namespace MeshEvents.Store;

/// <summary>Who did it, about what, and by which command: what the headers hold.</summary>
public sealed record Acted(Actor By, About About, string? Command);

/// <summary>All that stands beside the fact. Sequence and time are null for the copy an inline view folds: the database has not given them yet.</summary>
/// <param name="Acted">Read when it is first asked for: a view seldom does, and opening it costs more than the fact.</param>
public sealed record EventHead(
    Guid Id, Guid StreamId, long Version, long? Sequence, DateTimeOffset? At, Guid Tenant, Lazy<Acted> Acted, string Correlation, string? Causation);

/// <summary>A fact as it stands in the store. The actor's name is never stored, so <c>By.Name</c> is empty.</summary>
public sealed class Event<T>(EventHead head, T data) : IEvent<T> where T : Fact
{
    public Guid Id => head.Id;
    public Guid StreamId => head.StreamId;
    public long Version => head.Version;
    public long Sequence => head.Sequence ?? throw NotYet(nameof(Sequence));
    public DateTimeOffset At => head.At ?? throw NotYet(nameof(At));
    /// <exception cref="UnreadableEventException">The headers cannot be read.</exception>
    public Actor By => head.Acted.Value.By;
    public Guid Tenant => head.Tenant;
    public About About => head.Acted.Value.About;
    public string Correlation => head.Correlation;
    public string? Causation => head.Causation;
    public string? Command => head.Acted.Value.Command;
    public T Data => data;
    Fact IEvent.Data => data;

    public override string ToString() => $"{typeof(T).Name} {StreamId} v{Version}";

    static InvalidOperationException NotYet(string what) => new($"An inline view must not read {what}: it is not known before the commit (architecture 13.17).");
}
