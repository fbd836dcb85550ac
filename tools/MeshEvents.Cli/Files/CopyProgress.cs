using System.Globalization;

namespace MeshEvents.Cli.Files;

/// <summary>How far a copy is, in one line that is written over itself; for people at a terminal.</summary>
sealed class CopyProgress(ITerminal terminal, bool shown) : IDisposable
{
    static readonly TimeSpan every = TimeSpan.FromMilliseconds(200), measured = TimeSpan.FromSeconds(3);
    const string Clear = "\r\x1b[K";

    readonly object gate = new();
    readonly Queue<(long At, long Moved)> samples = [];
    readonly long started = TimeProvider.System.GetTimestamp();
    long there, moved;
    long? total;
    string current = "";
    ITimer? timer;
    bool dirty;

    /// <summary>Bytes that went over the line.</summary>
    public long Moved => Interlocked.Read(ref moved);

    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(started);

    /// <param name="bytes">Null when not all sizes are known.</param>
    public void Begin(long? bytes)
    {
        total = bytes;
        if (shown) timer = TimeProvider.System.CreateTimer(_ => Draw(), null, every, every);
    }

    /// <summary>This much of a file was there before.</summary>
    public void Had(CopyItem item, long position)
    {
        current = item.Name;
        Interlocked.Add(ref there, item.MoveTo(position));
    }

    /// <summary>It is now this far.</summary>
    public void At(CopyItem item, long position)
    {
        current = item.Name;
        var more = item.MoveTo(position);
        Interlocked.Add(ref there, more);
        Interlocked.Add(ref moved, more);
    }

    /// <summary>A sentence, on a line of its own.</summary>
    public void Say(string sentence)
    {
        lock (gate)
        {
            if (dirty) terminal.Error.Write(Clear);
            dirty = false;
            terminal.Error.WriteLine($"mesh: {sentence}");
        }
    }

    void Draw()
    {
        lock (gate)
        {
            if (timer is null) return;
            var line = Line(TimeProvider.System.GetTimestamp());
            var width = Math.Max(20, (terminal.Window?.Columns ?? 80) - 1);
            terminal.Error.Write($"{Clear}{(line.Length > width ? line[..(width - 1)] + "…" : line)}");
            dirty = true;
        }
    }

    string Line(long now)
    {
        var (done, all) = (Interlocked.Read(ref there), Moved);
        samples.Enqueue((now, all));
        while (samples.Count > 1 && TimeProvider.System.GetElapsedTime(samples.Peek().At, now) > measured) samples.Dequeue();
        var (from, before) = samples.Peek();
        var seconds = TimeProvider.System.GetElapsedTime(from, now).TotalSeconds;
        var rate = seconds > 0.1 ? (all - before) / seconds : 0;
        var left = total is { } whole && rate > 0 ? $"  {TimeSpan.FromSeconds((whole - done) / rate):h\\:mm\\:ss} left" : "";
        var part = total is > 0 and var of ? $"{Math.Min(100, done * 100 / of),3}%  {Size(done)} of {Size(of)}" : Size(done);
        return $"{part}  {Size((long)rate)}/s{left}  {Output.Plain.Line(current)}";
    }

    /// <summary>As people read it: <c>1.2 GB</c>, in powers of 1000.</summary>
    public static string Size(long bytes)
    {
        string[] units = ["bytes", "kB", "MB", "GB", "TB"];
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1000 && unit < units.Length - 1) (value, unit) = (value / 1000, unit + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 || value >= 100 ? value.ToString("0", CultureInfo.InvariantCulture) : value.ToString("0.0", CultureInfo.InvariantCulture))} {units[unit]}");
    }

    public void Dispose()
    {
        lock (gate)
        {
            timer?.Dispose();
            timer = null;
            if (dirty) terminal.Error.Write(Clear);
            dirty = false;
        }
    }
}
