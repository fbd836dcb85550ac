using MeshEvents.Kernel;

namespace MeshEvents.Store;

/// <summary>All that stands beside the fact. Sequence and time are null for the copy an inline view folds: the database has not given them yet.</summary>
public sealed record EventHead(
    Guid Id, Guid StreamId, long Version, long? Sequence, DateTimeOffset? At, Actor By, About About, string Correlation, string? Causation, string? Command);

/// <summary>A fact as it stands in the store. The actor's name is never stored, so <c>By.Name</c> is empty.</summary>
public sealed class Event<T>(EventHead head, T data) : IEvent<T> where T : Fact
{
    public Guid Id => head.Id;
    public Guid StreamId => head.StreamId;
    public long Version => head.Version;
    public long Sequence => head.Sequence ?? throw NotYet(nameof(Sequence));
    public DateTimeOffset At => head.At ?? throw NotYet(nameof(At));
    public Actor By => head.By;
    public About About => head.About;
    public string Correlation => head.Correlation;
    public string? Causation => head.Causation;
    public string? Command => head.Command;
    public T Data => data;
    Fact IEvent.Data => data;

    public override string ToString() => $"{typeof(T).Name} {StreamId} v{Version}";

    static InvalidOperationException NotYet(string what) => new($"An inline view must not read {what}: it is not known before the commit (architecture 13.17).");
}
