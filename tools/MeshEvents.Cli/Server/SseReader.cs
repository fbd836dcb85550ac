using System.Text;

namespace MeshEvents.Cli.Server;

/// <param name="Id">Empty for what rides along without one.</param>
sealed record SseItem(string Event, string Data, string Id);

/// <summary>
/// Server-sent events as lines come (HTML standard 9.2.6: <c>event:</c>, <c>id:</c>, <c>data:</c>, an empty line ends one, a line that begins with <c>:</c> is a
/// sign of life). An event has at most 4 MB.
/// </summary>
sealed class SseReader(Stream from)
{
    public const int Most = 4 << 20;

    readonly StreamReader lines = new(from, Encoding.UTF8);

    /// <returns>Null at the end of the stream.</returns>
    /// <exception cref="IOException">The connection broke, or an event is too long.</exception>
    public async Task<SseItem?> NextAsync(CancellationToken stop)
    {
        var (name, id, data) = ("message", "", new StringBuilder());
        var any = false;
        while (await LineAsync(stop) is { } line)
        {
            if (line.Length == 0)
            {
                if (any) return new(name, data.ToString(), id);
                continue;
            }
            if (line[0] == ':') continue;
            var (field, value) = line.Split(':', 2) is [var f, var v] ? (f, v.StartsWith(' ') ? v[1..] : v) : (line, "");
            if (field is "event") name = value;
            if (field is "id") id = value;
            if (field is "data")
            {
                if (data.Length + value.Length > Most) throw new IOException("An event of the feed is too long.");
                if (data.Length > 0) data.Append('\n');
                data.Append(value);
                any = true;
            }
        }
        return null;
    }

    readonly char[] buffer = new char[8 << 10];
    int at, end;

    /// StreamReader's own lines have no limit.
    async Task<string?> LineAsync(CancellationToken stop)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (at == end)
            {
                (at, end) = (0, await lines.ReadAsync(buffer.AsMemory(), stop));
                if (end == 0) return null;
            }
            var c = buffer[at++];
            if (c == '\n') return line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
            if (line.Length == Most) throw new IOException("A line of the feed is too long.");
            line.Append(c);
        }
    }
}
