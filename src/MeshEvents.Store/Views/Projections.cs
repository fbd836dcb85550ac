using System.Collections.Concurrent;
using MeshEvents.Kernel;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>What a subscription is handed: everything between two marks, and the open transaction in which its progress moves.</summary>
/// <param name="Floor">Exclusive.</param>
/// <param name="Ceiling">Inclusive. All of (floor, ceiling] is final; its events are in order.</param>
public sealed record EventPage(long Floor, long Ceiling, IReadOnlyList<IEvent> Events, NpgsqlConnection Connection, NpgsqlTransaction Transaction);

/// <param name="IncludeArchived">Events of archived streams too.</param>
public sealed record Subscription(string Name, Func<EventPage, CancellationToken, Task> Handle, bool IncludeArchived)
{
    public string Shard => $"{Name}:All";
}

/// <summary>All views and subscriptions, declared by the modules at start.</summary>
public sealed class Projections
{
    readonly List<IView> views = [];
    readonly List<Subscription> subscriptions = [];
    readonly ConcurrentDictionary<IView, ViewTable> tables = new();
    string? within;

    public IReadOnlyList<IView> All => views;
    public IReadOnlyList<Subscription> Subscriptions => subscriptions;

    /// <summary>The schema of the views declared from here on: the module's name.</summary>
    public Projections Within(string schema)
    {
        within = schema;
        return this;
    }

    /// <summary>One row for each stream, under the stream's id.</summary>
    public View<T> SingleStream<T>(Func<T?, IEvent, T?> evolve) where T : class =>
        Add(new View<T>(e => [e.StreamId], (row, _, e) => evolve(row, e), singleStream: true, within));

    /// <summary>The row an event belongs to is named by <paramref name="key"/>; null = none.</summary>
    public View<T> MultiStream<T>(Func<IEvent, IId?> key, Func<T?, IEvent, T?> evolve) where T : class =>
        Add(new View<T>(e => key(e) is { } id ? [id.Value] : [], (row, _, e) => evolve(row, e), singleStream: false, within));

    /// <summary>An event that touches several rows; the fold is told which one it is at.</summary>
    public View<T> MultiStream<T>(Func<IEvent, IEnumerable<Guid>> keys, Func<T?, Guid, IEvent, T?> evolve) where T : class =>
        Add(new View<T>(e => keys(e).Distinct(), evolve, singleStream: false, within));

    /// <summary>
    /// Every event once, in order. What <paramref name="handle"/> writes through the page's transaction and its progress are one atomic fact
    /// (audit.md 6). It does not commit.
    /// </summary>
    public void Subscribe(string name, Func<EventPage, CancellationToken, Task> handle, bool includeArchived = false)
    {
        if (subscriptions.Any(s => s.Name == name)) throw new ArgumentException($"The subscription '{name}' exists already.");
        subscriptions.Add(new(name, handle, includeArchived));
    }

    internal IView Of(Type row) =>
        views.Find(v => v.RowType == row) ?? throw new InvalidOperationException($"{row.Name} is no view of any module.");

    /// <summary>The table of a view; its names and columns are worked out once.</summary>
    internal ViewTable TableOf(IView view) => tables.GetOrAdd(view, static v => new(v));

    View<T> Add<T>(View<T> view) where T : class
    {
        if (views.Exists(v => v.RowType == typeof(T))) throw new ArgumentException($"The view {typeof(T).Name} exists already.");
        views.Add(view);
        return view;
    }
}
