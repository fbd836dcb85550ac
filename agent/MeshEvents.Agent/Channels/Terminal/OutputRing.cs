namespace MeshEvents.Agent.Channels.Terminal;

/// <summary>The last bytes of a terminal's output, each known by its number since the shell began. Not thread safe.</summary>
public sealed class OutputRing(int capacity)
{
    readonly byte[] bytes = new byte[capacity];

    /// <summary>How many bytes were ever written; the number of the next one.</summary>
    public long Written { get; private set; }

    /// <summary>The number of the oldest byte that is still there.</summary>
    public long Oldest => Math.Max(0, Written - bytes.Length);

    public void Append(ReadOnlySpan<byte> output)
    {
        Written += output.Length;
        if (output.Length > bytes.Length) output = output[^bytes.Length..];

        var at = (int)((Written - output.Length) % bytes.Length);
        var first = Math.Min(output.Length, bytes.Length - at);
        output[..first].CopyTo(bytes.AsSpan(at));
        output[first..].CopyTo(bytes);
    }

    /// <summary>Copies what is there from number <paramref name="from"/> on, as much as fits; returns how much.</summary>
    /// <exception cref="ArgumentOutOfRangeException">That byte is gone, or not there yet.</exception>
    public int Read(long from, Span<byte> to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, Oldest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, Written);

        var count = (int)Math.Min(to.Length, Written - from);
        var at = (int)(from % bytes.Length);
        var first = Math.Min(count, bytes.Length - at);
        bytes.AsSpan(at, first).CopyTo(to);
        bytes.AsSpan(0, count - first).CopyTo(to[first..]);
        return count;
    }
}
