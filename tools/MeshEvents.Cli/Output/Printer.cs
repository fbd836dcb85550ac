using System.Text;
using System.Text.Json;

namespace MeshEvents.Cli.Output;

enum OutputFormat { Table, Json, Ndjson, Csv }

/// <summary>Writes answers as a table for people, or as JSON, lines of JSON, or CSV for programs. Rows that come page by page are written as they come where the form allows it.</summary>
sealed class Printer(TextWriter to, OutputFormat format, int? width)
{
    const int Sample = 200;

    public OutputFormat Format => format;

    /// <summary>A list.</summary>
    /// <param name="columns">Null: guessed from the first row.</param>
    public async Task RowsAsync(IAsyncEnumerable<JsonElement> rows, IReadOnlyList<Column>? columns = null)
    {
        var first = true;
        var kept = new List<JsonElement>();
        if (format is OutputFormat.Json) await to.WriteAsync('[');
        await foreach (var row in rows)
        {
            switch (format)
            {
                case OutputFormat.Json: await to.WriteAsync((first ? "\n" : ",\n") + row.GetRawText()); break;
                case OutputFormat.Ndjson: await LineAsync(row); break;
                case OutputFormat.Csv:
                    if (first) await CsvAsync((columns ??= Column.Guess(row)).Select(c => c.Heading.ToLowerInvariant().Replace(' ', '_')));
                    await CsvAsync(columns!.Select(c => c.Of(row)));
                    break;
                default: kept.Add(row); break;
            }
            first = false;
        }
        if (format is OutputFormat.Json) await to.WriteAsync(first ? "]\n" : "\n]\n");
        if (format is OutputFormat.Csv && first && columns is not null) await CsvAsync(columns.Select(c => c.Heading.ToLowerInvariant().Replace(' ', '_')));
        if (format is OutputFormat.Table) await TableAsync(kept, columns ?? (kept.Count > 0 ? Column.Guess(kept[0]) : []));
        await to.FlushAsync();
    }

    /// <summary>One thing: name and value, line by line.</summary>
    public async Task ThingAsync(JsonElement thing)
    {
        switch (format)
        {
            case OutputFormat.Table when thing.ValueKind == JsonValueKind.Object:
                var lines = new List<(string Name, string Value)>();
                Flatten(lines, "", thing);
                var wide = lines.Select(l => l.Name.Length).DefaultIfEmpty(0).Max();
                foreach (var (name, value) in lines) await to.WriteLineAsync($"{name.PadRight(wide)}  {Plain.Line(value)}");
                break;
            case OutputFormat.Csv:
                var columns = Column.Guess(thing);
                await CsvAsync(columns.Select(c => c.Heading.ToLowerInvariant().Replace(' ', '_')));
                await CsvAsync(columns.Select(c => c.Of(thing)));
                break;
            case OutputFormat.Ndjson: await LineAsync(thing); break;
            default: await to.WriteLineAsync(Indented(thing)); break;
        }
        await to.FlushAsync();
    }

    /// <summary>One row of something that does not end, at once.</summary>
    public async Task LiveAsync(JsonElement row, IReadOnlyList<Column> columns)
    {
        if (format is OutputFormat.Csv) await CsvAsync(columns.Select(c => c.Of(row)));
        else if (format is OutputFormat.Table) await to.WriteLineAsync(string.Join("  ", columns.Select(c => Plain.Line(c.Of(row)))).TrimEnd());
        else await LineAsync(row);
        await to.FlushAsync();
    }

    public async Task SayAsync(string sentence)
    {
        if (format is not OutputFormat.Table) return;
        await to.WriteLineAsync(sentence);
        await to.FlushAsync();
    }

    async Task LineAsync(JsonElement row) => await to.WriteLineAsync(row.GetRawText().ReplaceLineEndings(""));

    static string Indented(JsonElement thing)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new() { Indented = true })) thing.WriteTo(json);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    static void Flatten(List<(string, string)> lines, string prefix, JsonElement thing)
    {
        foreach (var member in thing.EnumerateObject())
        {
            var name = prefix + member.Name;
            if (member.Value.ValueKind == JsonValueKind.Object) Flatten(lines, name + ".", member.Value);
            else if (member.Value.ValueKind == JsonValueKind.Array && member.Value.EnumerateArray().Any(v => v.ValueKind == JsonValueKind.Object)) List(lines, name, member.Value);
            else lines.Add((name, Column.Text(member.Value)));
        }
    }

    /// Pairs of name and value (a device's facts) read best as lines of their own.
    static void List(List<(string, string)> lines, string name, JsonElement list)
    {
        var at = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("name", out var n) && item.TryGetProperty("value", out var v)) lines.Add(($"{name}.{Column.Text(n)}", Column.Text(v)));
            else if (item.ValueKind == JsonValueKind.Object) Flatten(lines, $"{name}.{at}.", item);
            else lines.Add(($"{name}.{at}", Column.Text(item)));
            at++;
        }
    }

    async Task TableAsync(IReadOnlyList<JsonElement> rows, IReadOnlyList<Column> columns)
    {
        if (rows.Count == 0) return;
        var cells = rows.Select(r => columns.Select(c => Plain.Line(c.Of(r))).ToArray()).ToList();
        var wide = columns.Select((c, i) => Math.Max(c.Heading.Length, cells.Take(Sample).Max(r => r[i].Length))).ToArray();
        await to.WriteLineAsync(Row([.. columns.Select(c => c.Heading)], wide));
        foreach (var row in cells) await to.WriteLineAsync(Row(row, wide));
    }

    /// Cut to the window, where there is one; a file gets all of it.
    string Row(string[] cells, int[] wide)
    {
        var line = string.Join("  ", cells.Select((cell, i) => i == cells.Length - 1 ? cell : cell.PadRight(wide[i]))).TrimEnd();
        return width is { } w && line.Length > w && w > 20 ? line[..(w - 1)] + "…" : line;
    }

    async Task CsvAsync(IEnumerable<string> cells) => await to.WriteAsync(string.Join(',', cells.Select(Csv)) + "\r\n");

    /// <summary>RFC 4180; a cell that a spreadsheet would run as a formula gets a quote in front.</summary>
    internal static string Csv(string cell)
    {
        var safe = cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + cell : cell;
        return safe.AsSpan().ContainsAny("\",\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
