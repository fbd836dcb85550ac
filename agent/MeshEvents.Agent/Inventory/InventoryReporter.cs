using System.Net.NetworkInformation;
using System.Net.WebSockets;
using MeshEvents.Agent.Platform;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Agent.Inventory;

/// <summary>
/// Tells the server what this machine is, on one connection: everything after the handshake, later only what has changed.
/// Hardware is sent when its hash is not the one the server says it has (spec/agent-commands.md 3.1).
/// </summary>
sealed class InventoryReporter(IMachine machine, AgentOffers offers, TimeProvider time)
{
    /// <summary>How often the machine is looked at, and how long after the last of several network changes.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1), Settle = TimeSpan.FromSeconds(1);

    readonly Pulse look = new();
    readonly Lock known = new();
    string? serverHash;
    bool asked;

    /// <summary>The server has the hardware with this hash, or none (null), and asks whether that is all.</summary>
    public void ServerHas(string? hash)
    {
        lock (known)
        {
            asked = true;
            serverHash = hash;
        }
        look.Set();
    }

    /// <summary>Runs until <paramref name="stop"/>; ends quietly when sending fails, as the connection's owner sees the same failure.</summary>
    public async Task RunAsync(Func<ControlMessage, Task> send, CancellationToken stop)
    {
        await using var regularly = time.CreateTimer(_ => look.Set(), null, Every, Every);
        await using var settled = time.CreateTimer(_ => look.Set(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        NetworkAddressChangedEventHandler changed = (_, _) => settled.Change(Settle, Timeout.InfiniteTimeSpan);
        NetworkChange.NetworkAddressChanged += changed;
        try
        {
            byte[] core = [], network = [];
            await send(new SysInfoCheck());
            while (true)
            {
                core = await SendChangedAsync(MachineReport.Core(machine, offers), core);
                if (MachineReport.Network() is { } now) network = await SendChangedAsync(now, network);
                await SendHardwareAsync(send);
                // an agent waits nearly all its life: what starting and looking left behind goes back to the machine, instead of staying until the next collection, hours later
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
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
        lock (known)
        {
            if (!asked) return;
        }
        var data = MachineReport.Hardware(machine);
        lock (known)
        {
            if (data.Hash == serverHash) return;
            serverHash = data.Hash;
        }
        await send(new SysInfo(data));
    }
}
