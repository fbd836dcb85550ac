using System.Text.Json;
using MeshEvents.Cli.Output;

namespace MeshEvents.Cli.Tests;

public sealed class PrinterTests
{
    static readonly JsonElement[] rows =
    [
        JsonElement.Parse("""{"id":"1","name":"pc-17","online":true,"tags":["a","b"],"group":{"name":"Shops","id":"7"}}"""),
        JsonElement.Parse("""{"id":"2","name":"long name","online":false,"tags":[],"group":null}"""),
    ];

    static readonly Column[] columns = [Column.Member("NAME", "name"), Column.Member("GROUP", "group.name"), Column.Member("UP", "online")];

    static async Task<string> Print(OutputFormat format, IEnumerable<JsonElement> these, IReadOnlyList<Column>? as_ = null, int? width = null)
    {
        var to = new StringWriter();
        await new Printer(to, format, width).RowsAsync(these.ToAsyncEnumerable(), as_);
        return to.ToString();
    }

    [Fact]
    public async Task A_table_has_columns_as_wide_as_needed() =>
        Assert.Equal("NAME       GROUP  UP\npc-17      Shops  yes\nlong name         no\n", (await Print(OutputFormat.Table, rows, columns)).ReplaceLineEndings("\n"));

    [Fact]
    public async Task A_window_cuts_it_and_a_file_does_not()
    {
        Assert.All((await Print(OutputFormat.Table, rows, columns, width: 21)).Split(Environment.NewLine), l => Assert.InRange(l.Length, 0, 21));
        var wide = new string('x', 400);
        Assert.Contains(wide, await Print(OutputFormat.Table, [JsonElement.Parse($$"""{"name":"{{wide}}"}""")], [columns[0]]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task JSON_is_the_rows_as_they_came()
    {
        Assert.Equal(2, JsonElement.Parse(await Print(OutputFormat.Json, rows)).GetArrayLength());
        Assert.Equal("[]", (await Print(OutputFormat.Json, [])).Trim());
        var lines = (await Print(OutputFormat.Ndjson, rows)).Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(rows.Select(r => r.GetRawText()), lines);
    }

    [Fact]
    public async Task CSV_has_a_heading_also_without_rows_and_no_formulas()
    {
        Assert.Equal("name,group,up\r\npc-17,Shops,yes\r\nlong name,,no\r\n", await Print(OutputFormat.Csv, rows, columns));
        Assert.Equal("name,group,up\r\n", await Print(OutputFormat.Csv, [], columns));
        Assert.Equal("\"a,\"\"b\"\"\"", Printer.Csv("a,\"b\""));
        Assert.Equal("'=cmd()", Printer.Csv("=cmd()"));
    }

    [Theory]
    [InlineData("\u001b]0;owned\u0007")]
    [InlineData("a\u202Eb")]
    [InlineData("two\nlines")]
    public async Task A_devices_name_cannot_drive_the_terminal(string name)
    {
        var row = JsonElement.Parse(JsonSerializer.Serialize(new { name }));
        var text = await Print(OutputFormat.Table, [row], [columns[0]]);
        Assert.DoesNotContain(text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')[1], c => char.IsControl(c) || c == '\u202E');
        Assert.Equal(2, text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public async Task One_thing_is_a_line_for_each_of_its_members()
    {
        var to = new StringWriter();
        await new Printer(to, OutputFormat.Table, null).ThingAsync(JsonElement.Parse("""{"name":"pc","a":{"b":1},"facts":[{"name":"os","value":"Debian"}],"ports":[{"mac":"m","up":true}]}"""));
        Assert.Equal(["name         pc", "a.b          1", "facts.os     Debian", "ports.0.mac  m", "ports.0.up   yes"], to.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
    }
}
