using MeshEvents.Kernel;

namespace MeshEvents.Store;

/// <summary>No two rows of a tenant may agree in these columns.</summary>
public sealed record UniqueRule(string RefusalCode, IReadOnlyList<string> Columns);

/// <summary>A view as the store and the daemon see it, whatever its row is.</summary>
public interface IView
{
    /// <summary><c>schema.Row</c>, for example <c>devices.DeviceRow</c>.</summary>
    string Name { get; }
    /// <summary>The progression row of its shard, <c>devices.DeviceRow:All</c>.</summary>
    string Shard { get; }
    Type RowType { get; }
    string Schema { get; }
    string Table { get; }
    bool IsInline { get; }
    /// <summary>Whether one row is folded from exactly one stream, its own id.</summary>
    bool IsSingleStream { get; }
    /// <summary>Grows when the fold changes its mind; the table is then rebuilt.</summary>
    int FoldVersion { get; }
    /// <summary>The only facts it cares about; null = all.</summary>
    IReadOnlyList<Type>? FactTypes { get; }
    IReadOnlyList<string> ColumnNames { get; }
    IReadOnlyList<UniqueRule> UniqueRules { get; }
    (string? Group, string? Device)? SeenBy { get; }
    bool IsPushed { get; }

    IView In(string schema, string? table = null);
    bool Wants(Type fact);
    IEnumerable<Guid> KeysOf(IEvent e);
    object? Fold(object? row, Guid key, IEvent e);
    /// <summary>Who is told about the row, normally a group.</summary>
    Guid? AudienceOf(object? row);
}
