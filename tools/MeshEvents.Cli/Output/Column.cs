using System.Globalization;
using System.Text.Json;

namespace MeshEvents.Cli.Output;

/// <summary>One column of a table: its heading, and what stands in it.</summary>
sealed record Column(string Heading, Func<JsonElement, string> Of)
{
    /// <summary>A member of the row; members of members with dots between.</summary>
    public static Column Member(string heading, string path) => new(heading, row => Text(At(row, path)));

    /// <summary>A time, as a person in this time zone reads it.</summary>
    public static Column Time(string heading, string path) => new(heading, row =>
        At(row, path) is { ValueKind: JsonValueKind.String } v && v.TryGetDateTimeOffset(out var at) ? at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "");

    public static JsonElement At(JsonElement row, string path)
    {
        foreach (var name in path.Split('.'))
            if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty(name, out row)) return default;
        return row;
    }

    public static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Array => string.Join(" ", value.EnumerateArray().Select(Text)),
        JsonValueKind.Object when value.TryGetProperty("name", out var name) => Text(name),
        _ => value.GetRawText(),
    };

    /// <summary>Columns for rows of which nothing is known: their plain members, ids last.</summary>
    public static IReadOnlyList<Column> Guess(JsonElement row) => row.ValueKind != JsonValueKind.Object ? [new("VALUE", Text)] :
    [
        .. from member in row.EnumerateObject()
           where member.Value.ValueKind != JsonValueKind.Object || member.Value.TryGetProperty("name", out _)
           where member.Value.ValueKind != JsonValueKind.Array || member.Value.EnumerateArray().All(v => v.ValueKind != JsonValueKind.Object)
           orderby member.Name is "id" or "version" || member.Name.EndsWith("Id", StringComparison.Ordinal)
           select Member(Words(member.Name), member.Name),
    ];

    public static string Words(string camel) => string.Concat(camel.Select((c, i) => char.IsUpper(c) && i > 0 ? $" {c}" : $"{char.ToUpperInvariant(c)}")).ToUpperInvariant();
}
