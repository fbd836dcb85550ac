using System.Text;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Platform.Terminal;
using MeshEvents.Cli.Tests.Support;

namespace MeshEvents.Cli.Tests.Journeys;

/// <summary>The program on a real (pseudo) terminal, as a person has it.</summary>
public sealed class ShellOnATerminal(SignedIn server) : IClassFixture<SignedIn>, IDisposable
{
    readonly string script = Path.Combine(Directory.CreateTempSubdirectory("mesh-terminal-").FullName, "start");
    readonly StringBuilder shown = new();
    IPseudoTerminal? terminal;

    /// <summary>A small script in place of a shell: what it prints after <c>mesh</c> is how the terminal was left.</summary>
    void Start(string arguments, string config)
    {
        File.WriteAllText(script, $"""
            #!/bin/sh
            MESH_CONFIG='{config}' '{DotNet}' exec '{Path.Combine(AppContext.BaseDirectory, "mesh.dll")}' {arguments}
            code=$?
            case "$(stty -a)" in *-echo\ *|*-icanon*) echo left-raw ;; *) echo left-as-it-was ;; esac
            exit $code
            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        terminal = Machine.Current.OpenTerminal(new(script, 100, 30));
        _ = ReadAsync(terminal);
    }

    static string DotNet => Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(p => Path.Combine(p, "dotnet")).First(File.Exists);

    async Task ReadAsync(IPseudoTerminal from)
    {
        var buffer = new byte[4096];
        while (await from.ReadAsync(buffer, default) is > 0 and var count)
            lock (shown) shown.Append(Encoding.UTF8.GetString(buffer, 0, count));
    }

    string Shown { get { lock (shown) return shown.ToString(); } }

    async Task TypeAsync(string keys) => await terminal!.WriteAsync(Encoding.ASCII.GetBytes(keys), default);

    [Fact]
    public async Task Every_key_goes_to_the_device_the_window_follows_and_tilde_dot_leaves()
    {
        var (device, agent) = await server.OnlineDeviceAsync();
        await using var online = agent;
        Start($"shell {device.Name}", server.Config);
        await using var side = await agent.JoinAsync(await agent.AskedAsync());
        await side.BegunAsync();
        Assert.Equal("""{"ctrlChannel":"102938","type":"options","cols":100,"rows":30}""", await side.TextAsync());
        Assert.Equal("1", await side.TextAsync());
        await side.SendAsync("ready"u8.ToArray());
        await Waiting.Until(() => Shown.Contains("ready", StringComparison.Ordinal), "the device's output");

        await TypeAsync("\x03");
        Assert.Equal([3], await side.BytesAsync());
        terminal!.Resize(120, 40);
        Assert.Equal("""{"ctrlChannel":"102938","type":"termsize","cols":120,"rows":40}""", await side.TextAsync());
        await TypeAsync("\r");
        Assert.Equal("\r"u8.ToArray(), await side.BytesAsync());
        await TypeAsync("~.");
        Assert.Equal("""{"ctrlChannel":"102938","type":"close"}""", await side.TextAsync());
        Assert.Equal(0, await terminal.Exited.Within("mesh to end"));
        await Waiting.Until(() => Shown.Contains("left-", StringComparison.Ordinal), "the script's last word");
        // nothing was shown that neither the device nor the script said: no echo, no sequence of the runtime's console
        Assert.Equal("readyleft-as-it-was", Shown.Trim());
    }

    [Fact]
    public async Task The_key_of_an_unknown_server_is_shown_and_must_be_accepted()
    {
        Start($"login {server.Url}", config: Path.Combine(Path.GetDirectoryName(script)!, "none-yet"));
        await Waiting.Until(() => Shown.Contains("[y/N]", StringComparison.Ordinal), "the question");
        Assert.Matches("sha256//[A-Za-z0-9+/]{43}=", Shown);
        await TypeAsync("n\r");
        Assert.Equal(Exit.Unreachable, await terminal!.Exited.Within("mesh to end"));
        await Waiting.Until(() => Shown.Contains("The key was not accepted.", StringComparison.Ordinal), "mesh's last word");
    }

    public void Dispose()
    {
        terminal?.Kill();
        Directory.Delete(Path.GetDirectoryName(script)!, recursive: true);
    }
}
