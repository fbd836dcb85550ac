using System.Runtime.Versioning;
using System.Text.Json;
using MeshEvents.Agent.Platform.Linux;
using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Tests.Support;

/// <summary>A real folder, and the whole agent beside it: control channel, tunnel over TLS, files.</summary>
[SupportedOSPlatform("linux")]
public abstract class FilesTest : IAsyncLifetime
{
    internal SpecServer Server { get; private set; } = null!;
    internal AgentUnderTest Agent { get; private set; } = null!;
    internal FilesClient Files { get; private set; } = null!;

    Peer control = null!;

    public string Folder { get; } = Directory.CreateTempSubdirectory("files-").FullName;

    /// <summary>The policy's roots; none unless a test class says so.</summary>
    protected virtual IReadOnlyList<string> Roots => [];

    public async Task InitializeAsync()
    {
        Server = await SpecServer.StartAsync();
        Agent = AgentUnderTest.Start(Server, roots: Roots);
        (control, _) = await Server.AuthenticatedAsync();
        Files = await OpenAsync();
    }

    public virtual async Task DisposeAsync()
    {
        await Agent.DisposeAsync();
        await Server.DisposeAsync();
        // not the runtime: it does not know names that are no text
        using var removing = System.Diagnostics.Process.Start("rm", ["-rf", Folder]);
        await removing.WaitForExitAsync();
    }

    /// <summary>The session of all tunnels that name no other.</summary>
    protected Guid Session { get; } = Guid.NewGuid();

    internal async Task<FilesClient> OpenAsync(uint rights = uint.MaxValue, Guid? session = null, Guid? continues = null)
    {
        await control.Commands.SendAsync("tunnel", $$"""{"action":"msg","type":"tunnel","value":"*/meshrelay.ashx?p=5&nodeid=n&id=t&rauth=r","usage":5,"rights":{{rights}},"session":"{{session ?? Session}}","continues":{{(continues is { } before ? $"\"{before}\"" : "null")}}}""");
        var tunnel = await Server.TunnelAsync();
        await tunnel.SendTextAsync("c");
        await tunnel.SendTextAsync("5");
        return new(tunnel);
    }

    public string At(params string[] names) => Path.Combine([Folder, .. names]);

    public string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    public static byte[] Some(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    /// <summary>What stands in a folder beside files that should.</summary>
    public string[] Names(string inside = "") => [.. Directory.GetFileSystemEntries(At(inside)).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    internal static string Code(JsonElement answer) => answer.TryGetProperty("code", out var code) ? code.GetString()! : answer.GetProperty("action").GetString()!;

    /// <summary>Makes a file whose name is these bytes, through the C library.</summary>
    internal static void Touch(string folder, params byte[] name)
    {
        using var files = new LinuxFileSystem([]);
        files.OpenPart(files.In(folder, EscapedName.ToText(name))!).Dispose();
    }
}
