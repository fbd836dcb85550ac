namespace MeshEvents.Wire.AgentHandshake;

/// <summary>One binary message of the agent's control channel. Which side may send which, and when: spec/agent-handshake.md 2 and 5.</summary>
public abstract record AgentMessage(AgentCommand Command);

/// <summary>1: the hash of the web certificate the agent sees (echoed by the server) and a fresh nonce.</summary>
public sealed record AuthRequest(Bytes48 WebCertHash, Bytes48 Nonce) : AgentMessage(AgentCommand.AuthRequest);

/// <summary>2: a DER certificate and the proof that its key is held (<see cref="SignatureInputs"/>).</summary>
public sealed record AuthVerify(byte[] Certificate, byte[] Signature) : AgentMessage(AgentCommand.AuthVerify);

/// <summary>3: who the agent is. <see cref="OldMeshId"/> says that only the first 32 bytes of <see cref="MeshId"/> count. The host name is text from outside.</summary>
public sealed record AuthInfo(uint AgentId, uint AgentVersion, PlatformType Platform, Bytes48 MeshId, bool OldMeshId, AgentCapabilities Capabilities, string HostName)
    : AgentMessage(AgentCommand.AuthInfo);

/// <summary>4: from the agent "I know this web certificate, skip your signature"; from the server "you are authenticated".</summary>
public sealed record AuthConfirm() : AgentMessage(AgentCommand.AuthConfirm);

/// <summary>5: the server id the agent expects.</summary>
public sealed record ExpectedServer(Bytes48 ServerId) : AgentMessage(AgentCommand.ServerId);

/// <summary>30: when the agent's source was committed, as text.</summary>
public sealed record AgentCommitDate(string Date) : AgentMessage(AgentCommand.AgentCommitDate);

/// <summary>31: <c>operating system - architecture</c>.</summary>
public sealed record HostInfo(string Text) : AgentMessage(AgentCommand.HostInfo);

/// <summary>10: without a module "delete your core"; else the core (four unused bytes, then JavaScript) with SHA-384 of all of it.</summary>
public sealed record CoreModule(ushort RequestId, Bytes48? Hash, byte[] Blob) : AgentMessage(AgentCommand.CoreModule);

/// <summary>20: as 10, the blob in raw DEFLATE, the hash over the inflated blob.</summary>
public sealed record CompressedCoreModule(ushort RequestId, Bytes48 Hash, byte[] Deflated) : AgentMessage(AgentCommand.CompressedCoreModule);

/// <summary>11: the question for the core's hash, or "no core" (no hash), or the hash; zero = an own core.</summary>
public sealed record CoreModuleHash(ushort RequestId, Bytes48? Hash) : AgentMessage(AgentCommand.CoreModuleHash);

/// <summary>12: the question for the program's hash, or the hash; zero = updates are off.</summary>
public sealed record AgentHash(ushort RequestId, Bytes48? Hash) : AgentMessage(AgentCommand.AgentHash);

/// <summary>13: an update begins (no hash) or is complete (hash of the whole file).</summary>
public sealed record AgentUpdate(ushort RequestId, Bytes48? Hash) : AgentMessage(AgentCommand.AgentUpdate);

/// <summary>14: a piece of the update; empty = acknowledged, send the next.</summary>
public sealed record AgentUpdateBlock(ushort RequestId, byte[] Data) : AgentMessage(AgentCommand.AgentUpdateBlock);

/// <summary>15: the tag from the agent's settings; has no request id.</summary>
public sealed record AgentTag(string Tag) : AgentMessage(AgentCommand.AgentTag);

/// <summary>16: the stored core is the right one.</summary>
public sealed record CoreOk(ushort RequestId) : AgentMessage(AgentCommand.CoreOk);
