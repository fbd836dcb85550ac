using System.Reflection;

namespace MeshEvents.Server;

/// <summary>What the person who started the server reads. Everything else goes to the log.</summary>
public static class Out
{
    public static readonly string Version = typeof(Out).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void Line(string text) => System.Console.Out.WriteLine(text);

    public static void Error(string sentence) => System.Console.Error.WriteLine($"MeshEvents: {sentence}");
}
