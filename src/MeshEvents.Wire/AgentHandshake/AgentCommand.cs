namespace MeshEvents.Wire.AgentHandshake;

/// <summary>Binary command numbers, 16 bit big-endian at the start of a message (spec/agent-handshake.md 2, spec/agent-commands.md 2).</summary>
public enum AgentCommand : ushort
{
    AuthRequest = 1,
    AuthVerify = 2,
    AuthInfo = 3,
    AuthConfirm = 4,
    ServerId = 5,
    CoreModule = 10,
    CoreModuleHash = 11,
    AgentHash = 12,
    AgentUpdate = 13,
    AgentUpdateBlock = 14,
    AgentTag = 15,
    CoreOk = 16,
    CompressedCoreModule = 20,
    AgentCommitDate = 30,
    HostInfo = 31,
}
