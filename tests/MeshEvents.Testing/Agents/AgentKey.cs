using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshEvents.Wire;
using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.MeshIds;

namespace MeshEvents.Testing.Agents;

/// <summary>An agent's identity: an RSA key and its self-signed certificate.</summary>
public sealed class AgentKey
{
    readonly RSA rsa;

    public AgentKey(int bits = 2048)
    {
        rsa = RSA.Create(bits);
        var request = new CertificateRequest("CN=agent", rsa, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        (Certificate, NodeId) = (certificate.RawData, CertificateHashes.KeyHash(certificate));
    }

    public byte[] Certificate { get; }
    public Bytes48 NodeId { get; }
    public string NodeIdText => MeshIdText.ToText(NodeId);

    public byte[] Sign(byte[] input) => rsa.SignData(input, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
}
