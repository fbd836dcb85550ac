using System.Buffers.Binary;
using System.Text;

namespace MeshEvents.Wire.AgentHandshake;

/// <summary>
/// Reads one whole binary message of the control channel, either direction (spec/agent-handshake.md 2 and 4, spec/agent-commands.md 2).
/// Never throws; what it keeps is never longer than the bytes that were really there. How long a message may be is the connection's business.
/// </summary>
public static class AgentMessageReader
{
    public const int CertificateLimit = 16 * 1024, SignatureLimit = 16 * 1024, HostNameLimit = 1024, TextLimit = 4096;

    const int Numbered = 2, WithRequestId = 4, WithHash = WithRequestId + Bytes48.Size;
    const int InfoWithoutHost = 70, InfoFixed = 72, OldMeshIdSize = 32;

    /// <summary>A message whose first byte is <c>{</c> is JSON and belongs to <c>ControlMessageReader</c>.</summary>
    public static bool IsJson(ReadOnlySpan<byte> message) => message.Length > 0 && message[0] == (byte)'{';

    /// <summary>The command number of a binary message, or null when there is none.</summary>
    public static AgentCommand? Number(ReadOnlySpan<byte> message) =>
        message.Length < Numbered || IsJson(message) ? null : (AgentCommand)BinaryPrimitives.ReadUInt16BigEndian(message);

    /// <summary>Reads any of the known messages. <see cref="Reading.Unknown"/>: a number we have no meaning for.</summary>
    public static Reading Read(ReadOnlySpan<byte> message, out AgentMessage? read, out string reason)
    {
        reason = "";
        read = null;
        if (Number(message) is not { } number)
        {
            reason = "too short for a command number, or JSON";
            return Reading.Broken;
        }
        if (!Enum.IsDefined(number)) return Reading.Unknown;

        read = number switch
        {
            AgentCommand.AuthRequest => ReadAuthRequest(message),
            AgentCommand.AuthVerify => ReadAuthVerify(message),
            AgentCommand.AuthInfo => ReadAuthInfo(message),
            AgentCommand.AuthConfirm => message.Length == Numbered ? new AuthConfirm() : null,
            AgentCommand.ServerId => message.Length == Numbered + Bytes48.Size ? new ExpectedServer(Bytes48.From(message[Numbered..])) : null,
            AgentCommand.AgentCommitDate => ReadText(message) is { } date ? new AgentCommitDate(date) : null,
            AgentCommand.HostInfo => ReadText(message) is { } text ? new HostInfo(text) : null,
            AgentCommand.AgentTag => ReadText(message) is { } tag ? new AgentTag(tag) : null,
            _ => ReadNumbered(message, number),
        };
        if (read is not null) return Reading.Done;

        reason = $"{number} of {message.Length} bytes does not have the layout of the protocol";
        return Reading.Broken;
    }

    // u16 1 | 48 hash of the web certificate | 48 nonce
    static AuthRequest? ReadAuthRequest(ReadOnlySpan<byte> message) => message.Length == Numbered + 2 * Bytes48.Size
        ? new(Bytes48.From(message.Slice(Numbered, Bytes48.Size)), Bytes48.From(message[(Numbered + Bytes48.Size)..]))
        : null;

    // u16 2 | u16 length | certificate | signature to the end
    static AuthVerify? ReadAuthVerify(ReadOnlySpan<byte> message)
    {
        if (message.Length < 4) return null;
        var length = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        var signature = message.Length - 4 - length;
        if (length is 0 or > CertificateLimit || signature is <= 0 or > SignatureLimit) return null;
        return new(message.Slice(4, length).ToArray(), message[(4 + length)..].ToArray());
    }

    // u16 3 | u32 1 | u32 agent id | u32 agent version | u32 platform | 48 mesh id | u32 capabilities | u16 n | n host name; very old agents end before n
    static AuthInfo? ReadAuthInfo(ReadOnlySpan<byte> message)
    {
        if (message.Length < InfoWithoutHost || message.Length == InfoWithoutHost + 1) return null;
        if (BinaryPrimitives.ReadUInt32BigEndian(message[2..]) != 1) return null;

        var host = "";
        if (message.Length >= InfoFixed)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(message[InfoWithoutHost..]);
            if (length > HostNameLimit || message.Length != InfoFixed + length) return null;
            host = Encoding.UTF8.GetString(message[InfoFixed..]);
        }

        var platform = BinaryPrimitives.ReadUInt32BigEndian(message[14..]);
        var meshId = message.Slice(18, Bytes48.Size);
        return new(
            AgentId: BinaryPrimitives.ReadUInt32BigEndian(message[6..]),
            AgentVersion: BinaryPrimitives.ReadUInt32BigEndian(message[10..]),
            Platform: platform is >= 1 and <= 8 ? (PlatformType)platform : PlatformType.Desktop,
            MeshId: Bytes48.From(meshId),
            OldMeshId: !meshId[OldMeshIdSize..].ContainsAnyExcept((byte)0),
            Capabilities: (AgentCapabilities)BinaryPrimitives.ReadUInt32BigEndian(message[66..]),
            HostName: host);
    }

    // u16 number | text to the end, a trailing NUL is not part of it
    static string? ReadText(ReadOnlySpan<byte> message) =>
        message.Length - Numbered > TextLimit ? null : Encoding.UTF8.GetString(message[Numbered..].TrimEnd((byte)0));

    // u16 number | u16 request id | depends
    static AgentMessage? ReadNumbered(ReadOnlySpan<byte> message, AgentCommand number)
    {
        if (message.Length < WithRequestId) return null;
        var id = BinaryPrimitives.ReadUInt16BigEndian(message[Numbered..]);
        Bytes48? hash = message.Length >= WithHash ? Bytes48.From(message.Slice(WithRequestId, Bytes48.Size)) : null;
        var bare = message.Length == WithRequestId;

        return (number, message.Length) switch
        {
            (AgentCommand.CoreOk, WithRequestId) => new CoreOk(id),
            (AgentCommand.CoreModuleHash, WithRequestId or WithHash) => new CoreModuleHash(id, hash),
            (AgentCommand.AgentHash, WithRequestId or WithHash) => new AgentHash(id, hash),
            (AgentCommand.AgentUpdate, WithRequestId or WithHash) => new AgentUpdate(id, hash),
            (AgentCommand.AgentUpdateBlock, _) => new AgentUpdateBlock(id, message[WithRequestId..].ToArray()),
            (AgentCommand.CoreModule, _) when bare => new CoreModule(id, null, []),
            (AgentCommand.CoreModule, >= WithHash + 4) => new CoreModule(id, hash, message[WithHash..].ToArray()),
            (AgentCommand.CompressedCoreModule, > WithHash) => new CompressedCoreModule(id, hash!.Value, message[WithHash..].ToArray()),
            _ => null,
        };
    }
}
