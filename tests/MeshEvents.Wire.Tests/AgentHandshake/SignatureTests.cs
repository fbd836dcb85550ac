using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshEvents.Wire.AgentHandshake;

namespace MeshEvents.Wire.Tests.AgentHandshake;

public sealed class SignatureTests
{
    static readonly Bytes48 Hash = Some.Counting(0), Agent = Some.Counting(50), Server = Some.Counting(100);

    [Fact] public void Server_signs_the_agents_nonce_first() =>
        Assert.Equal(Hash.ToHex() + Agent.ToHex() + Server.ToHex(), Convert.ToHexString(SignatureInputs.ServerSignatureInput(Hash, agentNonce: Agent, serverNonce: Server)));

    [Fact] public void Agent_signs_the_servers_nonce_first() =>
        Assert.Equal(Hash.ToHex() + Server.ToHex() + Agent.ToHex(), Convert.ToHexString(SignatureInputs.AgentSignatureInput(Hash, serverNonce: Server, agentNonce: Agent)));

    [Fact] public void Key_hash_of_an_rsa_certificate_is_over_the_bare_public_key()
    {
        using var rsa = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        Assert.Equal(Convert.ToHexString(SHA384.HashData(rsa.ExportRSAPublicKey())), CertificateHashes.KeyHash(certificate).ToHex());
        Assert.Equal(Convert.ToHexString(SHA384.HashData(certificate.RawData)), CertificateHashes.CertHash(certificate).ToHex());
    }

    [Fact] public void Equality_looks_at_all_48_bytes()
    {
        var bytes = Some.Counting(0).ToArray();
        bytes[47] ^= 1;
        Assert.True(Bytes48.From(bytes) != Some.Counting(0));
        Assert.True(Some.Counting(0) == Some.Counting(0));
        Assert.Throws<ArgumentException>(() => Bytes48.From(bytes.AsSpan(1)));
        Assert.NotEqual(Bytes48.Random(), Bytes48.Random());
    }
}
