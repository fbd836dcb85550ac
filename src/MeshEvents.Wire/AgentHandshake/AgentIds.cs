namespace MeshEvents.Wire.AgentHandshake;

/// <summary>The agent ids our own agent reports; a stock agent may report any number of the table in spec/agent-handshake.md 9.</summary>
public enum AgentArchitecture : uint
{
    Unknown = 0,
    WindowsX64 = 4,
    LinuxX64 = 6,
    MacX64 = 16,
    LinuxArm64 = 26,
    MacArm64 = 29,
    WindowsArm64 = 43,
}

/// <summary>What kind of machine it is: the first icon of the device (spec/agent-handshake.md 4).</summary>
public enum PlatformType : uint
{
    Desktop = 1,
    Laptop = 2,
    Mobile = 3,
    Server = 4,
    Disk = 5,
    Router = 6,
    Pi = 7,
    VirtualMachine = 8,
}

/// <summary>What the agent can do, as it says in the handshake and later in <c>coreinfo.caps</c> (spec/agent-handshake.md 4).</summary>
[Flags]
public enum AgentCapabilities : uint
{
    None = 0,
    Desktop = 0x01,
    Terminal = 0x02,
    Files = 0x04,
    Console = 0x08,
    JavaScript = 0x10,
    Temporary = 0x20,
    Recovery = 0x40,
    CompressedCore = 0x100,

    /// <summary>Ours: does nothing that the server has not signed.</summary>
    SignedCommands = 0x01000000,
}
