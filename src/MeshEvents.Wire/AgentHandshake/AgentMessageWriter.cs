using System.Buffers.Binary;
using System.Text;

namespace MeshEvents.Wire.AgentHandshake;

/// <summary>Writes whole binary messages of the control channel, the counterpart of <see cref="AgentMessageReader"/>.</summary>
public static class AgentMessageWriter
{
    /// <exception cref="ArgumentException">A part is longer than the protocol or the reader's limits allow.</exception>
    public static byte[] Write(AgentMessage message) => message switch
    {
        AuthRequest m => Join(m.Command, m.WebCertHash.Span, m.Nonce.Span),
        AuthVerify m => WriteAuthVerify(m),
        AuthInfo m => WriteAuthInfo(m),
        AuthConfirm m => Join(m.Command),
        ExpectedServer m => Join(m.Command, m.ServerId.Span),
        AgentCommitDate m => Join(m.Command, Text(m.Date), [0]),
        HostInfo m => Join(m.Command, Text(m.Text)),
        AgentTag m => Join(m.Command, Text(m.Tag)),
        CoreModule { Hash: null } m => Numbered(m.Command, m.RequestId, null, []),
        CoreModule m => Numbered(m.Command, m.RequestId, m.Hash, m.Blob),
        CompressedCoreModule m => Numbered(m.Command, m.RequestId, m.Hash, m.Deflated),
        CoreModuleHash m => Numbered(m.Command, m.RequestId, m.Hash, []),
        AgentHash m => Numbered(m.Command, m.RequestId, m.Hash, []),
        AgentUpdate m => Numbered(m.Command, m.RequestId, m.Hash, []),
        AgentUpdateBlock m => Numbered(m.Command, m.RequestId, null, m.Data),
        CoreOk m => Numbered(m.Command, m.RequestId, null, []),
        _ => throw new ArgumentException($"{message.Command} has no layout.", nameof(message)),
    };

    // u16 2 | u16 length | certificate | signature to the end
    static byte[] WriteAuthVerify(AuthVerify m)
    {
        Limit(m.Certificate.Length, AgentMessageReader.CertificateLimit, "certificate");
        Limit(m.Signature.Length, AgentMessageReader.SignatureLimit, "signature");
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)m.Certificate.Length);
        return Join(m.Command, length, m.Certificate, m.Signature);
    }

    // u16 3 | u32 1 | u32 agent id | u32 agent version | u32 platform | 48 mesh id | u32 capabilities | u16 n | n host name   (spec/agent-handshake.md 4)
    static byte[] WriteAuthInfo(AuthInfo m)
    {
        var host = Encoding.UTF8.GetBytes(m.HostName);
        Limit(host.Length, AgentMessageReader.HostNameLimit, "host name");
        var to = new byte[72 + host.Length];
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)m.Command);
        BinaryPrimitives.WriteUInt32BigEndian(to.AsSpan(2), 1);
        BinaryPrimitives.WriteUInt32BigEndian(to.AsSpan(6), m.AgentId);
        BinaryPrimitives.WriteUInt32BigEndian(to.AsSpan(10), m.AgentVersion);
        BinaryPrimitives.WriteUInt32BigEndian(to.AsSpan(14), (uint)m.Platform);
        m.MeshId.Span.CopyTo(to.AsSpan(18));
        BinaryPrimitives.WriteUInt32BigEndian(to.AsSpan(66), (uint)m.Capabilities);
        BinaryPrimitives.WriteUInt16BigEndian(to.AsSpan(70), (ushort)host.Length);
        host.CopyTo(to.AsSpan(72));
        return to;
    }

    // u16 number | u16 request id | 48 hash, if there is one | data to the end
    static byte[] Numbered(AgentCommand command, ushort requestId, Bytes48? hash, ReadOnlySpan<byte> data)
    {
        Span<byte> id = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(id, requestId);
        return hash is { } h ? Join(command, id, h.Span, data) : Join(command, id, data);
    }

    static byte[] Join(AgentCommand command, ReadOnlySpan<byte> a = default, ReadOnlySpan<byte> b = default, ReadOnlySpan<byte> c = default)
    {
        var to = new byte[2 + a.Length + b.Length + c.Length];
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)command);
        a.CopyTo(to.AsSpan(2));
        b.CopyTo(to.AsSpan(2 + a.Length));
        c.CopyTo(to.AsSpan(2 + a.Length + b.Length));
        return to;
    }

    static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Limit(bytes.Length, AgentMessageReader.TextLimit - 1, "text");
        return bytes;
    }

    static void Limit(int length, int limit, string what)
    {
        if (length > limit) throw new ArgumentException($"The {what} has {length} bytes, at most {limit} are allowed.");
    }
}
