using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Devices;

public enum Platform { Other, Linux, Windows, MacOs }

/// <param name="MeshId">48 random bytes in MeshCentral's text form: the group's id on the agent's wire.</param>
public sealed record GroupCreated(string Name, string Description, string MeshId) : Fact;
public sealed record GroupRenamed(string From, string To) : Fact;
public sealed record GroupDeleted(string Name) : Fact;

/// <param name="NodeId">Hash of the agent's key in MeshCentral's text form (spec/agent-handshake.md 3).</param>
/// <param name="How">The code used, the group's own id, or an administrator's word.</param>
public sealed record DeviceEnrolled(string Name, GroupId GroupId, Platform Platform, string NodeId, string How) : Fact;
public sealed record DeviceRenamed(string From, string To) : Fact;
public sealed record DeviceMoved(GroupId From, GroupId To) : Fact;
public sealed record DeviceTagged(string[] From, string[] To) : Fact;
public sealed record DeviceNoted(string From, string To) : Fact;
public sealed record DeviceRetired(string Reason) : Fact;

/// <summary>What a device said of itself. Only what differs from the last report is a fact.</summary>
/// <param name="Changes">Field name to before and after; a field that was never reported has no before.</param>
public sealed record InventoryReported(IReadOnlyDictionary<string, FieldChange> Changes) : Fact;
public sealed record FieldChange(string? Before, string? After);

/// <summary>Kinds of channel the device's agent offers, the shells a terminal may start, and the actions that can be commanded (<see cref="CommandDevice"/>).</summary>
/// <param name="Actions">Null in facts from before there were any.</param>
public sealed record DeviceOffersChanged(ChannelKind[] Offers, string[] Shells, string[]? Actions = null) : Fact;

/// <summary>The device's own journal of what it was commanded to do is not what this server sent, or its chain is broken.</summary>
/// <param name="CommandId">The command in question, where there is one.</param>
/// <param name="Line">Number of the line of the journal.</param>
public sealed record JournalDiffered(string Why, CommandId? CommandId, long Line) : Fact;

public sealed record EnrolmentCodeCreated(GroupId GroupId, string Name, DateTimeOffset Expires, int? Limit) : Fact;
public sealed record EnrolmentCodeUsed(DeviceId DeviceId) : Fact;
public sealed record EnrolmentCodeRevoked : Fact;

/// <summary>Wrong secrets were tried with this code's name: it takes nobody until then.</summary>
public sealed record EnrolmentCodePaused(DateTimeOffset Until) : Fact;

/// <summary>An agent proved its key but brought no valid code or group.</summary>
public sealed record AgentHeld(string NodeId, string HostName, string Reason, string Claimed) : Fact;
public sealed record HeldAgentAdmitted(GroupId GroupId) : Fact;

public enum ChannelKind { Terminal, Desktop, Files, Tcp }

/// <summary>Where a TCP session leads: a port at the device, or behind it. The host is a name or an address as the device resolves it.</summary>
public sealed record TcpTarget(string Host, int Port)
{
    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
