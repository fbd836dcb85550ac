using System.Threading.Channels;

namespace MeshEvents.Agent.Platform;

/// <summary>Wakes one waiter: "look again". Pulses that nobody has waited for yet count as one.</summary>
public sealed class Pulse
{
    readonly Channel<bool> pending = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => pending.Writer.TryWrite(true);

    public async ValueTask WaitAsync(CancellationToken stop) => await pending.Reader.ReadAsync(stop);
}
