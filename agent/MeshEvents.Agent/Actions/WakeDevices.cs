using System.Net.NetworkInformation;

namespace MeshEvents.Agent.Actions;

/// <summary><c>wake</c>, with <c>{"macs":["00:11:22:33:44:55"]}</c>: a magic packet for each, to all on this machine's networks.</summary>
sealed class WakeDevices(MagicPackets packets) : IAction
{
    const int Most = 8192;

    public string Name => "wake";
    public bool Works => packets.Networks().Count > 0;
    public string WhyNot => "This device is on no network on which it could wake others.";

    public async Task<ActionOutcome> DoAsync(ActionCall call, CancellationToken cancelled)
    {
        if (Arguments.Texts(call.Arguments, "macs", Most) is not { Count: > 0 } texts) return ActionOutcome.Refused(Arguments.NoSense);
        var macs = texts.Select(t => PhysicalAddress.TryParse(t.Replace(':', '-').ToUpperInvariant(), out var mac) && mac.GetAddressBytes() is { Length: 6 } bytes ? bytes : null).ToArray();
        if (macs.Any(m => m is null)) return ActionOutcome.Refused(Arguments.NoSense);

        var networks = await packets.SendAsync(macs!, cancelled);
        return networks > 0 ? new(ActionEnd.Done, networks == 1 ? "Sent on one network." : $"Sent on {networks} networks.") : ActionOutcome.Failed("No network took the packet.");
    }
}
