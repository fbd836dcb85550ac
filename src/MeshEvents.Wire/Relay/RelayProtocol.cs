namespace MeshEvents.Wire.Relay;

/// <summary>Protocol numbers, as <c>p=</c> in the address and as the text that starts the session (spec/relay.md 4).</summary>
public static class RelayProtocol
{
    public const int Terminal = 1, Desktop = 2, Files = 5, PowerShell = 6, UserTerminal = 8, UserPowerShell = 9, Download = 10, TcpRelay = 14;

    /// <summary>The texts by which the relay tells both sides that they are joined; the second form when the session is recorded.</summary>
    public const string Joined = "c", JoinedRecorded = "cr";
}
