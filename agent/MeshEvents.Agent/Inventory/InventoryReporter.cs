using System.Net.NetworkInformation;
using System.Net.WebSockets;
using MeshEvents.Agent.Platform;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Agent.Inventory;

/// <summary>
/// Tells the server what this machine is, on one connection: everything after the handshake, later only what has changed.
/// Hardware is sent when its hash is not the one the server says it has (spec/agent-commands.md 3.1).
/// </summary>
public sealed class InventoryReporter(IMachine machine, TimeProvider time)
{
    /// <summary>How often the machine is looked at, and how long a burst of network changes may take to settle.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1), Settle = TimeSpan.FromSeconds(1);

    readonly Pulse look = new();
    readonly Lock gate = new();
    string? serverHash;
    bool asked;

    /// <summary>The server has the hardware with this hash, or none (null), and asks whether that is all.</summary>
    public void ServerHas(string? hash)
    {
        lock (gate)
        {
            asked = true;
            serverHash = hash;
        }
        look.Set();
    }

    /// <summary>Runs until <paramref name="stop"/>; ends quietly when sending fails, as the connection's owner sees the same failure.</summary>
    public async Task RunAsync(Func<ControlMessage, Task> send, CancellationToken stop)
    {
        NetworkAddressChangedEventHandler changed = (_, _) => look.Set();
        NetworkChange.NetworkAddressChanged += changed;
        await using var timer = time.CreateTimer(_ => look.Set(), null, Every, Every);
        try
        {
            byte[] core = [], network = [];
            await send(new SysInfoCheck());
            while (true)
            {
                core = await SendChangedAsync(MachineReport.Core(machine), core);
                network = await SendChangedAsync(MachineReport.Network(), network);
                await SendHardwareAsync(send);
                await look.WaitAsync(stop);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            return;       // the connection is over, its owner says so
        }
        finally
        {
            NetworkChange.NetworkAddressChanged -= changed;
        }

        async Task<byte[]> SendChangedAsync(ControlMessage now, byte[] before)
        {
            var bytes = ControlMessageWriter.Write(now);
            if (!bytes.AsSpan().SequenceEqual(before)) await send(now);
            return bytes;
        }
    }

    async Task SendHardwareAsync(Func<ControlMessage, Task> send)
    {
        lock (gate)
        {
            if (!asked) return;
        }
        var data = MachineReport.Hardware(machine);
        lock (gate)
        {
            if (data.Hash == serverHash) return;
            serverHash = data.Hash;
        }
        await send(new SysInfo(data));
    }
}
