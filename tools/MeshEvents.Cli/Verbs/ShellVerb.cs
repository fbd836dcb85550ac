using System.Runtime.InteropServices;
using MeshEvents.Cli.Arguments;
using MeshEvents.Cli.Shell;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Cli.Verbs;

static class ShellVerb
{
    public static readonly Verb Shell = new("shell", "A shell on a device. It ends with the shell's own exit code; ~. at the beginning of a line leaves it.", RunAsync)
    {
        Positionals = [new("DEVICE", "its name or id")],
        Options = [new("reason", "TEXT", "why; stands in the history"), new("shell", "PATH", "which of the device's shells")],
        Examples = ["mesh shell pc-17", "mesh shell pc-17 --reason 'ticket 4711'", "echo 'uptime; exit 3' | mesh shell pc-17"],
    };

    static async Task<int> RunAsync(Call call, CancellationToken stop)
    {
        var terminal = call.Session.Terminal;
        var device = await Lookup.DeviceAsync(call.Session.Server, call.At(0)!, stop);
        var shell = new RemoteShell(call.Session.Server, terminal, Size, call["shell"]);
        using var raw = terminal.Attended ? RawMode.Enter() : null;
        using var resized = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Resized(shell));
        return await shell.RunAsync(device, call["reason"], stop);

        (int, int) Size() => terminal.Window is var (columns, rows) ? (Math.Clamp(columns, 1, RelayControlReader.TerminalLimit), Math.Clamp(rows, 1, RelayControlReader.TerminalLimit)) : (80, 25);
    }

    static async void Resized(RemoteShell shell) => await shell.ResizedAsync();
}
