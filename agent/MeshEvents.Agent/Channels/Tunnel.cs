using System.Text;
using MeshEvents.Agent.Channels.Consent;
using MeshEvents.Agent.Channels.Desktop;
using MeshEvents.Agent.Channels.Files;
using MeshEvents.Agent.Channels.Tcp;
using MeshEvents.Agent.Channels.Terminal;
using MeshEvents.Agent.Connection;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Wire;
using MeshEvents.Wire.ControlMessages;
using MeshEvents.Wire.Desktop;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Agent.Channels;

/// <summary>The agent's side of one tunnel (spec/relay.md 4): <c>c</c> or <c>cr</c> from the relay, options and protocol number from the user, then the session.</summary>
sealed class Tunnel(ServerSocket socket, OpenTunnel request, TerminalSessions terminals, DeviceFiles files, SharedScreen screen, TcpPolicy ports, ConsentGate gate, TimeProvider time)
{
    /// <summary>Bytes of one message: session data before the terminal takes it, or control text.</summary>
    public const int MessageLimit = 256 * 1024;

    /// <summary>How long a sentence is shown that stops nothing, in milliseconds.</summary>
    public const int PassingNotice = 8000;

    /// <summary>How long the other side may take to come and to say what it wants.</summary>
    public static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);

    // rights of the person on this device: remote control, and "no terminal" or "no files", which the all-ones of an administrator does not mean; and to reach ports
    const uint RemoteControl = 0x8, NoTerminal = 0x200, NoFiles = 0x400, Relay = 0x200000, Everything = uint.MaxValue;

    public async Task RunAsync()
    {
        if (request.TcpPort is { } port)
        {
            await RunTcpAsync(port);
            return;
        }
        if (await StartAsync() is not var (protocol, options)) return;

        switch (protocol)
        {
            // what was asked for stands in the server's history: a tunnel for one thing is not used for another
            case var other when request.Usage != 0 && other != request.Usage: await RefuseAsync(socket, "This tunnel was opened for something else."); break;
            case RelayProtocol.Terminal when !MayUseTerminal(request.Rights): await RefuseAsync(socket, "You may not use the terminal of this device."); break;
            case RelayProtocol.Terminal: await AttendedAsync(protocol, () => RunTerminalAsync(options)); break;
            case RelayProtocol.Desktop when DesktopRights.Of(request.Rights) is { } level: await AttendedAsync(protocol, () => RunDesktopAsync(options, level)); break;
            case RelayProtocol.Desktop: await RefuseAsync(socket, "You may not see the screen of this device."); break;
            case RelayProtocol.Files when !MayUseFiles(request.Rights): await RefuseAsync(socket, "You may not use the files of this device."); break;
            case RelayProtocol.Files: await AttendedAsync(protocol, () => new FilesChannel(socket, files, request, time).RunAsync()); break;
            default: await RefuseAsync(socket, $"This agent does not offer protocol {protocol}."); break;
        }
    }

    /// <summary>Tells the person at the other end why not, and closes.</summary>
    public static async Task RefuseAsync(ServerSocket socket, string sentence)
    {
        await socket.SendTextAsync(RelayControlWriter.Write(new RelayConsole(sentence, MessageId: 2)));
        await socket.SendTextAsync(RelayControlWriter.Write(new RelayClose()));
    }

    internal static bool MayUseTerminal(uint rights) => rights == Everything || (rights & (RemoteControl | NoTerminal)) == RemoteControl;

    internal static bool MayUseFiles(uint rights) => rights == Everything || (rights & (RemoteControl | NoFiles)) == RemoteControl;

    /// <summary>Neither options nor a number: after <c>c</c> everything is the stream's bytes (spec/relay.md 4).</summary>
    async Task RunTcpAsync(int port)
    {
        if (!await JoinedAsync()) return;
        if ((request.Rights & Relay) == 0) await RefuseAsync(socket, "You may not reach ports of this device.");
        else await new TcpChannel(socket, ports, time).RunAsync(request.TcpAddress is { Length: > 0 } host ? host : "127.0.0.1", port);
    }

    async Task<bool> JoinedAsync()
    {
        await using var late = time.CreateTimer(_ => socket.Stop(), null, StartTime, Timeout.InfiniteTimeSpan);
        while (await socket.ReceiveAsync(RelayControlReader.SizeLimit) is { } message)
            if (message.IsText && Encoding.UTF8.GetString(message.Bytes.Span) is RelayProtocol.Joined or RelayProtocol.JoinedRecorded) return true;
        return false;
    }

    /// <summary>Runs what was asked for, when the person at the device lets it, and where they can see it.</summary>
    async Task AttendedAsync(int protocol, Func<Task> session)
    {
        if (!await gate.AdmitAsync(socket, request, protocol)) return;
        using var visit = gate.Enter(socket, request, protocol);
        try
        {
            await session();
        }
        finally
        {
            gate.Left(request);
        }
    }

    async Task RunDesktopAsync(RelayOptions options, InputLevel level)
    {
        try
        {
            await new DesktopChannel(socket, screen, level, options, gate.Notices, time).RunAsync();
        }
        catch (ScreenUnavailable e)
        {
            await RefuseAsync(socket, e.Message);
        }
    }

    async Task RunTerminalAsync(RelayOptions options)
    {
        var (terminal, refusal) = terminals.Open(new(request.Session, request.Continues, options));
        if (terminal is null) await RefuseAsync(socket, refusal);
        else await new TerminalChannel(socket, terminal, terminals, options).RunAsync();
    }

    async Task<(int Protocol, RelayOptions Options)?> StartAsync()
    {
        await using var late = time.CreateTimer(_ => socket.Stop(), null, StartTime, Timeout.InfiniteTimeSpan);
        var options = new RelayOptions();
        var joined = false;
        while (await socket.ReceiveAsync(RelayControlReader.SizeLimit) is { } message)
        {
            if (!message.IsText) continue;
            if (!joined)
            {
                joined = Encoding.UTF8.GetString(message.Bytes.Span) is RelayProtocol.Joined or RelayProtocol.JoinedRecorded;
            }
            else if (message.Bytes.Span.StartsWith("{"u8))
            {
                if (RelayControlReader.Read(message.Bytes, inStart: true, out var control, out _) != Reading.Done) continue;
                if (control is RelayOptions given) options = given;
                if (control is RelayPing) await socket.SendTextAsync(RelayControlWriter.Write(new RelayPong()));
                if (control is RelayClose) return null;
            }
            else if (System.Buffers.Text.Utf8Parser.TryParse(message.Bytes.Span, out ushort protocol, out var used) && used == message.Bytes.Length)
            {
                return (protocol, options);
            }
        }
        return null;
    }
}
