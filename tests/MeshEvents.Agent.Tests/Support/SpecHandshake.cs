using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MeshEvents.Agent.Tests.Support;

/// <summary>The server's side of the handshake, byte by byte from spec/agent-handshake.md 5, and what it learned about the agent.</summary>
sealed class SpecHandshake
{
    static readonly byte[] Confirm = [0, 4];

    public List<int> Numbers { get; } = [];
    public byte[] WebHash { get; private set; } = [];
    public byte[] AgentNonce { get; private set; } = [];
    public byte[] ServerNonce { get; } = RandomNumberGenerator.GetBytes(48);
    public byte[] Info { get; private set; } = [];
    public byte[] NodeId { get; private set; } = [];
    public bool Verified { get; private set; }
    public string? Name { get; private set; }

    public bool Cached => Numbers.Contains(4);

    public string HostName => Encoding.UTF8.GetString(Info.AsSpan(72));

    public static async Task<SpecHandshake> AcceptAsync(Peer peer, SpecServer server)
    {
        var seen = await AcceptWithoutKeyAsync(peer, server);
        peer.Commands = new(peer, seen.NodeId, seen.AgentNonce);
        await peer.Commands.ShowKeyAsync();
        return seen;
    }

    public static async Task<SpecHandshake> AcceptWithoutKeyAsync(Peer peer, SpecServer server)
    {
        var seen = new SpecHandshake();
        await seen.UntilRequestAsync(peer);
        await peer.SendAsync(seen.Challenge());
        if (!seen.Cached) await peer.SendAsync(seen.Proof(Certificates.AgentServer));
        while (!seen.Verified || seen.Info.Length == 0) await seen.TakeAsync(peer);
        await peer.SendAsync(Confirm);
        return seen;
    }

    /// <summary>30, 31, 5, perhaps 4, and 1.</summary>
    public async Task UntilRequestAsync(Peer peer)
    {
        while (AgentNonce.Length == 0) await TakeAsync(peer);
    }

    /// <summary>S 1: the agent's hash and our nonce.</summary>
    public byte[] Challenge() => [0, 1, .. WebHash, .. ServerNonce];

    /// <summary>S 2: certificate, and the signature over hash, agent nonce, server nonce.</summary>
    public byte[] Proof(X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPrivateKey()!;
        var signature = key.SignData([.. WebHash, .. AgentNonce, .. ServerNonce], HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
        var raw = certificate.RawData;
        return [0, 2, (byte)(raw.Length >> 8), (byte)raw.Length, .. raw, .. signature];
    }

    /// <summary>Takes one message; false when the agent closed.</summary>
    public async Task<bool> TakeAsync(Peer peer)
    {
        if (await peer.ReceiveAsync() is not var (isText, bytes)) return false;
        if (isText)
        {
            Name = Encoding.UTF8.GetString(bytes);
            return true;
        }
        var number = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        Numbers.Add(number);
        switch (number)
        {
            case 1:
                Assert.Equal(98, bytes.Length);
                WebHash = bytes[2..50];
                AgentNonce = bytes[50..];
                break;
            case 2:
                Verify(bytes);
                break;
            case 3:
                Info = bytes;
                break;
        }
        return true;
    }

    void Verify(byte[] message)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(2));
        using var certificate = X509CertificateLoader.LoadCertificate(message.AsSpan(4, length));
        using var key = certificate.GetRSAPublicKey()!;
        NodeId = Certificates.KeyHash(certificate);
        Verified = key.VerifyData([.. WebHash, .. ServerNonce, .. AgentNonce], message.AsSpan(4 + length), HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
        Assert.True(Verified, "the agent's signature is wrong");
    }
}
