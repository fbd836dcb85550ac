using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshEvents.Wire.AgentHandshake;

namespace MeshEvents.Wire.Commands;

/// <summary>
/// Three signatures. The agent-server key, by whose hash an agent knows its server (RSA, slow), vouches once for a command key (ECDSA P-256, fast); the command key signs
/// the time at which a connection began, and each command. Each is over a line of text that says what is meant, a NUL, and the bytes: no signature fits anything else that
/// these keys sign.
/// </summary>
public static class CommandSignatures
{
    static ReadOnlySpan<byte> KeyPurpose => "MeshEvents command key 1\0"u8;
    static ReadOnlySpan<byte> TimePurpose => "MeshEvents command time 1\0"u8;
    static ReadOnlySpan<byte> BodyPurpose => "MeshEvents command 1\0"u8;

    /// <param name="commandKey">SubjectPublicKeyInfo, DER.</param>
    /// <returns>RSASSA-PKCS1-v1_5 with SHA-384.</returns>
    public static byte[] SignKey(RSA agentServerKey, ReadOnlySpan<byte> commandKey) =>
        agentServerKey.SignData([.. KeyPurpose, .. commandKey], HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);

    /// <summary>Ties the server's clock to one connection: commands issued before it are void on it, and what was said on another connection proves nothing here.</summary>
    /// <param name="agentNonce">That of the agent's handshake, new for each connection.</param>
    /// <param name="time">Milliseconds since 1970.</param>
    /// <returns>ECDSA with SHA-256, IEEE P1363 form (64 bytes).</returns>
    public static byte[] SignTime(ECDsa commandKey, Bytes48 agentNonce, long time) => commandKey.SignData(TimeInput(agentNonce, time), HashAlgorithmName.SHA256);

    public static bool IsTime(ECDsa commandKey, Bytes48 agentNonce, long time, ReadOnlySpan<byte> signature) =>
        commandKey.VerifyData(TimeInput(agentNonce, time), signature, HashAlgorithmName.SHA256);

    /// <returns>ECDSA with SHA-256, IEEE P1363 form (64 bytes).</returns>
    public static byte[] Sign(ECDsa commandKey, ReadOnlySpan<byte> body) => commandKey.SignData([.. BodyPurpose, .. body], HashAlgorithmName.SHA256);

    public static bool IsGood(ECDsa commandKey, ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature) =>
        commandKey.VerifyData([.. BodyPurpose, .. body], signature, HashAlgorithmName.SHA256);

    /// <summary>The command key, when the server with this id vouches for it; null otherwise. The caller disposes of it.</summary>
    /// <param name="certificate">The agent-server certificate, DER.</param>
    public static ECDsa? VouchedKey(Bytes48 serverId, ReadOnlySpan<byte> certificate, ReadOnlySpan<byte> commandKey, ReadOnlySpan<byte> signature)
    {
        ECDsa? key = null;
        try
        {
            using var server = X509CertificateLoader.LoadCertificate(certificate);
            using var rsa = server.GetRSAPublicKey();
            if (rsa is null || CertificateHashes.KeyHash(server) != serverId) return null;
            if (!rsa.VerifyData([.. KeyPurpose, .. commandKey], signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1)) return null;
            key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(commandKey, out var read);
            if (read == commandKey.Length && key.KeySize == 256) return key;
        }
        catch (CryptographicException)       // a certificate or key that cannot be read vouches for nothing
        {
            key?.Dispose();
            return null;
        }
        key.Dispose();
        return null;
    }

    // the nonce's 48 bytes, and the time as 8, the highest first
    static byte[] TimeInput(Bytes48 agentNonce, long time)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, time);
        return [.. TimePurpose, .. agentNonce.Span, .. number];
    }
}
