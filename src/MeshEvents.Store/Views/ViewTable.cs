using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MeshEvents.Kernel;

namespace MeshEvents.Store;

/// <summary>The table of one view: names, generated columns, indexes, shape. Knows DDL, runs nothing.</summary>
sealed partial class ViewTable
{
    static readonly string[] Own = ["tenant_id", "id", "data", "revision"];
    readonly IView view;
    readonly IReadOnlyList<Column> columns;

    internal sealed record Column(string Name, string Type, string Expression);

    public ViewTable(IView view)
    {
        this.view = view;
        foreach (var name in view.ColumnNames.Append(view.Schema).Append(view.Table))
            if (!Form().IsMatch(name)) throw new ArgumentException($"'{name}' of view {view.Name} is no snake_case name of at most 40 characters.");
        if (view.UniqueRules.Count > 0 && !view.IsInline) throw new ArgumentException($"The view {view.Name} must be Inline to keep values unique.");
        columns = [.. view.ColumnNames.Select(ColumnOf)];
        Qualified = $"{view.Schema}.{Quoted(view.Table)}";
    }

    /// <summary>Schema and table, ready for a statement.</summary>
    public string Qualified { get; }

    /// <summary>The same name in schema <c>rebuild</c>, where the next version is made.</summary>
    public string Next => $"rebuild.{Quoted(view.Table)}";

    public bool Has(string column) => column == "id" || columns.Any(c => c.Name == column);

    public string TypeOf(string column) => column == "id" ? "uuid" : columns.First(c => c.Name == column).Type;

    /// <summary>Changes when the table must be made anew.</summary>
    public string Shape
    {
        get
        {
            var parts = columns.Select(c => $"{c.Name} {c.Type} {c.Expression}")
                .Concat(view.UniqueRules.Select(u => $"unique {string.Join(',', u.Columns)}"))
                .Concat(view.RowType.GetProperties().Select(p => $"{p.Name} {p.PropertyType}").Order(StringComparer.Ordinal))
                .Append($"fold {view.FoldVersion}");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..32];
        }
    }

    public string Create(string name, bool unlogged = false)
    {
        var sql = new StringBuilder($"create {(unlogged ? "unlogged " : "")}table {name} (tenant_id varchar not null, id uuid not null, data jsonb not null, revision bigint not null default 0");
        foreach (var column in columns) sql.Append($", {Quoted(column.Name)} {column.Type} generated always as ({column.Expression}) stored");
        return sql.Append(", primary key (tenant_id, id))").ToString();
    }

    /// <summary>To be run after the rows are in. The indexes move with the table when it changes its schema.</summary>
    public IEnumerable<string> Indexes(string name)
    {
        foreach (var column in columns)
            yield return column.Type == "text[]"
                ? $"create index {Quoted(IndexName("has", [column.Name]))} on {name} using gin ({Quoted(column.Name)})"
                : $"create index {Quoted(IndexName("by", [column.Name]))} on {name} (tenant_id, {Quoted(column.Name)}, id)";
        foreach (var rule in view.UniqueRules)
            yield return $"create unique index {Quoted(IndexName("one", rule.Columns))} on {name} (tenant_id, {string.Join(", ", rule.Columns.Select(Quoted))})";
    }

    /// <summary>The refusal code behind a violated index of this table; null when it is none of ours.</summary>
    public string? RefusalOf(string schema, string index) =>
        schema == view.Schema ? view.UniqueRules.FirstOrDefault(rule => IndexName("one", rule.Columns) == index)?.RefusalCode : null;

    /// <summary>At most 63 bytes, PostgreSQL's limit: a long one ends in a hash.</summary>
    string IndexName(string kind, IReadOnlyList<string> over)
    {
        var name = $"{view.Table}_{kind}_{string.Join('_', over)}";
        return name.Length <= 63 ? name : name[..54] + '_' + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8];
    }

    Column ColumnOf(string name)
    {
        if (Own.Contains(name)) throw new ArgumentException($"Every view has a column '{name}' of its own; {view.Name} cannot declare it.");
        var property = view.RowType.GetProperties().FirstOrDefault(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name) == name)
            ?? throw new ArgumentException($"{view.RowType.Name} has no property for the column '{name}'.");
        var json = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        var type = SqlType(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, property.Name);
        return new(name, type, type switch
        {
            "text" => $"data->>'{json}'",
            "timestamptz" => $"events.instant(data->>'{json}')",
            "text[]" => $"events.texts(data->'{json}')",
            _ => $"(data->>'{json}')::{type}",
        });
    }

    string SqlType(Type type, string property)
    {
        if (type == typeof(string) || type.IsEnum) return "text";
        if (type == typeof(Guid) || typeof(IId).IsAssignableFrom(type)) return "uuid";
        if (type == typeof(long)) return "bigint";
        if (type == typeof(int)) return "int";
        if (type == typeof(bool)) return "boolean";
        if (type == typeof(DateTimeOffset)) return "timestamptz";
        if (typeof(IEnumerable<string>).IsAssignableFrom(type) || typeof(System.Collections.IEnumerable).IsAssignableFrom(type)) return "text[]";
        throw new ArgumentException($"The property {property} of {view.RowType.Name} has no column type.");
    }

    public static string Quoted(string name) => $"\"{name}\"";

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,39}$")]
    private static partial Regex Form();
}
