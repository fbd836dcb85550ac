using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace MeshEvents.Store;

/// <summary>Where a page ended: the last row's order value, as PostgreSQL writes it, and its id. Base64url of <c>["value" or null, "id"]</c>.</summary>
sealed record Cursor(string? Value, Guid Id)
{
    const int Longest = 8192;

    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new[] { Value, Id.ToString() }));

    /// <param name="type">The order column's SQL type: a value that is none is refused here, not by the database.</param>
    /// <exception cref="CursorException">Not a cursor of this list.</exception>
    public static Cursor Parse(string text, string type)
    {
        try
        {
            if (text.Length <= Longest && JsonSerializer.Deserialize<string?[]>(Base64Url.DecodeFromChars(text)) is [var value, { } id]
                && Guid.TryParse(id, out var row) && (value is null || Fits(value, type)))
                return new(value, row);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw NoCursor(e);
        }
        throw NoCursor(null);
    }

    static CursorException NoCursor(Exception? inner) => new("This is not a cursor of this list. Start again without 'after'.", inner);

    static bool Fits(string value, string type) => type switch
    {
        "uuid" => Guid.TryParse(value, out _),
        "bigint" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "int" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "boolean" => value is "true" or "false",
        "timestamptz" => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => !value.Contains('\0'),
    };
}

/// <summary>Whoever asked for a page came with something that is no cursor: their mistake, not ours.</summary>
public sealed class CursorException(string sentence, Exception? inner) : ArgumentException(sentence, inner);
