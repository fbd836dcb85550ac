using System.Text;
using MeshEvents.Cli.Shell;

namespace MeshEvents.Cli;

/// <summary>
/// The process's own input and output. On Unix by their descriptors (<see cref="DescriptorStream"/>) and never through the runtime's console, which changes the
/// terminal's modes as soon as it is asked for anything.
/// </summary>
sealed class RealTerminal : ITerminal
{
    const int MostLine = 4096;
    const byte Interrupt = 3, Backspace = 8, Delete = 127;
    static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public RealTerminal()
    {
        Output = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new DescriptorStream(1);
        Out = new StreamWriter(Output, utf8, bufferSize: 16 << 10);
        Error = new StreamWriter(OperatingSystem.IsWindows() ? Console.OpenStandardError() : new DescriptorStream(2), utf8) { AutoFlush = true };
    }

    public TextWriter Out { get; }
    public TextWriter Error { get; }
    public Stream Input { get; } = OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new DescriptorStream(0);
    public Stream Output { get; }
    public bool Attended => !Console.IsInputRedirected && !Console.IsErrorRedirected;
    public bool ErrorShown => !Console.IsErrorRedirected;
    public (int Columns, int Rows)? Window => Console.IsOutputRedirected ? null : WindowSize.Now();

    public string? Environment(string name) => System.Environment.GetEnvironmentVariable(name);

    public string? ReadLine() => Read(shown: true);

    public string? ReadHidden()
    {
        if (Console.IsInputRedirected) return ReadLine();
        using var raw = RawMode.Enter();
        var line = Read(shown: false);
        Error.Write("\r\n");
        return line;
    }

    /// Byte by byte: what follows the line belongs to whoever reads next.
    string? Read(bool shown)
    {
        var (line, key) = (new List<byte>(), new byte[1]);
        while (line.Count < MostLine)
        {
            if (Input.Read(key) == 0) return line.Count > 0 ? utf8.GetString([.. line]) : null;
            switch (key[0])
            {
                case (byte)'\n' or (byte)'\r': return utf8.GetString([.. line]);
                case Interrupt when !shown: throw new MeshException(Exit.Interrupted, "Interrupted.");
                case Backspace or Delete when !shown:
                    if (line.Count > 0) line.RemoveAt(line.Count - 1);
                    break;
                default: line.Add(key[0]); break;
            }
        }
        throw new MeshException(Exit.Usage, "The line is too long.");
    }
}
