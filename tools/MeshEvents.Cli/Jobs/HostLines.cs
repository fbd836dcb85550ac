using System.Text;
using MeshEvents.Cli.Output;

namespace MeshEvents.Cli.Jobs;

/// <summary>What one device writes, line by line, each with the device's name in front; a letter or a line that comes in two pieces is put together.</summary>
sealed class HostLines(string host, TextWriter to, bool onScreen)
{
    /// A program may never end its line.
    const int Longest = 16 << 10;

    readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    readonly StringBuilder line = new();

    public void Take(ReadOnlySpan<byte> bytes)
    {
        var text = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        foreach (var c in text.AsSpan(0, decoder.GetChars(bytes, text, flush: false)))
        {
            if (c == '\n' || line.Length >= Longest) Write();
            if (c != '\n') line.Append(c);
        }
    }

    /// <summary>What stands after the last line break.</summary>
    public void End()
    {
        if (line.Length > 0) Write();
    }

    void Write()
    {
        var text = line.ToString().TrimEnd('\r');
        to.WriteLine($"{host}: {(onScreen ? Plain.Line(text) : text)}");
        line.Clear();
    }
}
