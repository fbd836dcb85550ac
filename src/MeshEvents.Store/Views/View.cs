using System.Text.Json;
using MeshEvents.Kernel;

namespace MeshEvents.Store;

/// <summary>
/// A table folded from events: one <c>jsonb</c> row for each key, plus generated columns for what is searched and sorted.
/// The same fold serves the live table, a rebuild, and a look at an earlier moment. Folding to null removes the row. It reads facts alone,
/// never who acted: a rebuild does not fetch that.
/// </summary>
public sealed class View<T> : IView where T : class
{
    readonly Func<IEvent, IEnumerable<Guid>> keys;
    readonly Func<T?, Guid, IEvent, T?> evolve;
    readonly List<string> columns = [];
    readonly List<UniqueRule> unique = [];
    Type[]? factTypes;
    HashSet<Type>? wanted;
    Func<T, IId>? audience;
    string? schema, table;

    internal View(Func<IEvent, IEnumerable<Guid>> keys, Func<T?, Guid, IEvent, T?> evolve, bool singleStream, string? schema)
    {
        (this.keys, this.evolve, this.schema, IsSingleStream) = (keys, evolve, schema, singleStream);
    }

    public Type RowType => typeof(T);
    public string Schema => schema ?? throw new InvalidOperationException($"The view {typeof(T).Name} belongs to no schema yet: say In(schema).");
    public string Table => table ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(typeof(T).Name);
    public string Name => $"{Schema}.{typeof(T).Name}";
    public string Shard => $"{Name}:All";
    public bool IsInline { get; private set; }
    public bool IsSingleStream { get; }
    public int FoldVersion { get; private set; } = 1;
    public IReadOnlyList<Type>? FactTypes => factTypes;
    public IReadOnlyList<string> ColumnNames => columns;
    public IReadOnlyList<UniqueRule> UniqueRules => unique;
    public (string? Group, string? Device)? SeenBy { get; private set; }
    public bool IsPushed => audience is not null;

    public View<T> In(string schema, string? table = null)
    {
        (this.schema, this.table) = (schema, table ?? this.table);
        return this;
    }

    IView IView.In(string schema, string? table) => In(schema, table);

    /// <summary>Only these facts are loaded for it. A view that needs few facts says so: it costs less, and facts it does not know cannot stop it.</summary>
    public View<T> Of(params Type[] facts)
    {
        factTypes = [.. (factTypes ?? []).Union(facts)];
        wanted = [.. factTypes];
        return this;
    }

    /// <summary>
    /// Generated, indexed columns: snake_case of properties of <typeparamref name="T"/>; text, uuid, bigint, int, boolean, timestamptz, text[] by type.
    /// Texts must stay under 2,000 bytes, which is what an index entry can hold.
    /// </summary>
    public View<T> Columns(params string[] names)
    {
        columns.AddRange(names.Except(columns));
        return this;
    }

    /// <summary>The second commit that would give a tenant two rows with these values is refused with this code. Inline views only.</summary>
    public View<T> Unique(string refusalCode, params string[] columns)
    {
        unique.Add(new(refusalCode, columns));
        return Columns(columns);
    }

    /// <summary>Written in the commit itself. Its fold must not read the event's sequence or time.</summary>
    public View<T> Inline()
    {
        IsInline = true;
        return this;
    }

    /// <summary>Changed rows go to the live feed of those who may see this.</summary>
    public View<T> Push(Func<T, IId> to)
    {
        audience = to;
        return this;
    }

    /// <summary>Which columns decide who may see a row in a list: one of the reader's groups, or one of the reader's devices.</summary>
    public View<T> SeenThrough(string? groupColumn, string? deviceColumn)
    {
        SeenBy = (groupColumn, deviceColumn);
        return Columns([.. new[] { groupColumn, deviceColumn }.OfType<string>().Where(column => column != "id")]);
    }

    /// <summary>To be raised when the fold means something else than before.</summary>
    public View<T> Version(int version)
    {
        FoldVersion = version;
        return this;
    }

    public bool Wants(Type fact) => wanted?.Contains(fact) ?? true;
    public IEnumerable<Guid> KeysOf(IEvent e) => Wants(e.Data.GetType()) ? keys(e) : [];
    public object? Fold(object? row, Guid key, IEvent e) => evolve((T?)row, key, e);
    public Guid? AudienceOf(object? row) => row is T known && audience is not null ? audience(known).Value : null;
}
