using System.Text;

namespace MeshEvents.Cli;

/// <summary>The process's own input and output. On Unix by their descriptors (<see cref="DescriptorStream"/>).</summary>
sealed class RealTerminal : ITerminal
{
    static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public RealTerminal()
    {
        Output = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new DescriptorStream(1);
        Out = new StreamWriter(Output, utf8, bufferSize: 16 << 10);
    }

    public TextWriter Out { get; }
    public TextWriter Error => Console.Error;
    public Stream Input { get; } = OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new DescriptorStream(0);
    public Stream Output { get; }
    public bool Attended => !Console.IsInputRedirected && !Console.IsErrorRedirected;
    public int? Width => Console.IsOutputRedirected ? null : Console.WindowWidth;

    public string? Environment(string name) => System.Environment.GetEnvironmentVariable(name);

    public string? ReadLine() => Console.ReadLine();

    public string? ReadHidden()
    {
        if (Console.IsInputRedirected) return Console.ReadLine();
        var line = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key is ConsoleKey.Enter) break;
            if (key.Key is ConsoleKey.Backspace) line.Length = Math.Max(0, line.Length - 1);
            else if (key.KeyChar != '\0') line.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return line.ToString();
    }
}
