using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Channels;
using MeshEvents.Agent.Platform;
using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Agent.Inventory;

/// <summary>
/// What the server is told it may ask for: only what works here and now, and what the device's owner allows. A system without shells offers no terminal, one whose screen
/// cannot be opened offers none.
/// </summary>
/// <param name="least">What the person at the device is asked and told at least.</param>
sealed class AgentOffers(IMachine machine, CommandPolicy policy, ConsentBits least, IReadOnlyList<IAction> actions)
{
    // files-resume: pages, chunks with their hashes, going on after a cut; without it only the plain protocol (spec/desktop-protocol.md 3)
    static readonly string[] terminalFeatures = ["terminal", "terminal-resume"], fileFeatures = ["files", "files-resume"], desktopFeatures = ["desktop", "desktop-acks", "desktop-clipboard"],
        tcpFeatures = ["tcp"];

    public uint? LeastConsent => least is ConsentBits.None ? null : (uint)least;

    public AgentCapabilities Capabilities() =>
        (policy.Allows(TunnelKinds.Terminal) && machine.Shells().Count > 0 ? AgentCapabilities.Terminal : AgentCapabilities.None)
        | (policy.Allows(TunnelKinds.Desktop) && machine.Screens.WhyNot() is null ? AgentCapabilities.Desktop : AgentCapabilities.None)
        | (policy.Allows(TunnelKinds.Files) ? AgentCapabilities.Files : AgentCapabilities.None)
        | AgentCapabilities.SignedCommands;

    public IReadOnlyList<string> Features(AgentCapabilities now) =>
    [
        .. now.HasFlag(AgentCapabilities.Terminal) ? terminalFeatures : [], .. now.HasFlag(AgentCapabilities.Desktop) ? desktopFeatures : [],
        .. now.HasFlag(AgentCapabilities.Files) ? fileFeatures : [],
        .. policy.Allows(TunnelKinds.Tcp) ? tcpFeatures : [], "consent",
        .. actions.Where(a => a.Works && policy.Allows(a.Name)).Select(a => MeshEventsFeatures.Action + a.Name),
    ];
}
