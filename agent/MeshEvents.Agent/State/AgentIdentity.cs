using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MeshEvents.Wire;
using MeshEvents.Wire.AgentHandshake;

namespace MeshEvents.Agent.State;

/// <summary>
/// The agent's key: RSA 3072 with a self-signed certificate, made at the first start (spec/agent-handshake.md 3).
/// The node id is the hash of its public key and lives as long as the file.
/// </summary>
public sealed class AgentIdentity : IDisposable
{
    const int KeyBits = 3072;
    const string Subject = "CN=MeshNodeCertificate";

    static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), Until = new(2069, 12, 31, 0, 0, 0, TimeSpan.Zero);

    readonly RSA key;

    AgentIdentity(X509Certificate2 certificate)
    {
        key = certificate.GetRSAPrivateKey() ?? throw new AgentRefusal("The agent's identity is not an RSA key.");
        Certificate = certificate.RawData;
        NodeId = CertificateHashes.KeyHash(certificate);
    }

    /// <summary>DER.</summary>
    public byte[] Certificate { get; }

    public Bytes48 NodeId { get; }

    public static AgentIdentity LoadOrCreate(StateFolder folder)
    {
        if (!File.Exists(folder.Identity))
        {
            using var fresh = RSA.Create(KeyBits);
            using var certificate = new CertificateRequest(Subject, fresh, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1).CreateSelfSigned(From, Until);
            folder.Files.Write(folder.Identity, Encoding.ASCII.GetBytes($"{certificate.ExportCertificatePem()}\n{fresh.ExportPkcs8PrivateKeyPem()}\n"));
        }
        return Load(folder.Identity);
    }

    /// <exception cref="AgentRefusal">The file is not a certificate with its RSA key. It is left alone: a new key would be a new device.</exception>
    public static AgentIdentity Load(string path)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(path, path);
            return new(certificate);
        }
        catch (CryptographicException e)
        {
            throw new AgentRefusal($"{path} is damaged ({e.Message}). Restore it; or remove it, and the agent comes back as a new device.");
        }
    }

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-384 (spec/agent-handshake.md 5.2).</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => key.SignData(data, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);

    public void Dispose() => key.Dispose();
}
