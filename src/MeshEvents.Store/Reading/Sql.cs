using System.Collections;
using System.Globalization;
using System.Text;
using MeshEvents.Kernel;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>A piece of SQL that is spliced into another, its holes still parameters. Search languages compose that way.</summary>
public sealed class Sql(FormattableString text)
{
    public static readonly Sql Always = new($"true");

    internal FormattableString Text => text;

    public static Sql operator &(Sql left, Sql right) => new($"({left} and {right})");
    public static Sql operator |(Sql left, Sql right) => new($"({left} or {right})");
    public static Sql operator !(Sql part) => new($"not coalesce({part}, false)");
}

/// <summary>Turns interpolated SQL into a statement: every hole becomes <c>$n</c>, never text.</summary>
sealed class SqlWriter
{
    readonly List<NpgsqlParameter> parameters = [];

    public IReadOnlyList<NpgsqlParameter> Parameters => parameters;

    public string Hole(object? value)
    {
        parameters.Add(new() { Value = Plain(value) });
        return $"${parameters.Count}";
    }

    public string Write(FormattableString sql)
    {
        var (format, text) = (sql.Format, new StringBuilder());
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] is '{' or '}' && i + 1 < format.Length && format[i + 1] == format[i]) text.Append(format[i++]);
            else if (format[i] == '{')
            {
                var end = format.IndexOf('}', i);
                var value = sql.GetArgument(int.Parse(format.AsSpan(i + 1, format.AsSpan(i + 1, end - i - 1).IndexOfAny(',', ':') is var cut and >= 0 ? cut : end - i - 1), CultureInfo.InvariantCulture));
                text.Append(value is Sql part ? Write(part.Text) : Hole(value));
                i = end;
            }
            else text.Append(format[i]);
        }
        return text.ToString();
    }

    public NpgsqlBatchCommand Command(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter.Clone());
        return command;
    }

    /// <summary>Ids become Guids and enums their names, alone or in lists; times become UTC.</summary>
    static object Plain(object? value) => value switch
    {
        null => DBNull.Value,
        IId id => id.Value,
        Enum name => name.ToString(),
        DateTimeOffset time => time.ToUniversalTime(),
        Secret => throw new ArgumentException("A secret has no place in a statement."),
        string or byte[] => value,
        IEnumerable list when value.GetType() is { IsGenericType: true } or { IsArray: true } => List(list),
        _ => value,
    };

    static object List(IEnumerable list)
    {
        var items = list.Cast<object>().Select(Plain).ToArray();
        if (items.Length == 0) return Empty(list.GetType());
        var array = Array.CreateInstance(items[0].GetType(), items.Length);
        Array.Copy(items, array, items.Length);
        return array;
    }

    static object Empty(Type list)
    {
        var item = list.IsArray ? list.GetElementType()! : list.GetGenericArguments()[0];
        return Array.CreateInstance(typeof(IId).IsAssignableFrom(item) ? typeof(Guid) : item.IsEnum ? typeof(string) : item, 0);
    }
}
