using System.Security.Cryptography.X509Certificates;

namespace MeshEvents.Wire.AgentHandshake;

/// <summary>The two hashes the protocol knows a certificate by (spec/agent-handshake.md 3).</summary>
public static class CertificateHashes
{
    /// <summary><c>keyhash</c>: SHA-384 over the contents of subjectPublicKey (for RSA the PKCS#1 <c>RSAPublicKey</c>). Node ids and server ids are made so.</summary>
    public static Bytes48 KeyHash(X509Certificate2 certificate) => Bytes48.HashOf(certificate.PublicKey.EncodedKeyValue.RawData);

    /// <summary><c>certhash</c>: SHA-384 over the whole DER certificate. Web certificates are pinned so.</summary>
    public static Bytes48 CertHash(X509Certificate2 certificate) => Bytes48.HashOf(certificate.RawDataMemory.Span);
}
