using System.Security.Cryptography.X509Certificates;

namespace MeshEvents.Contracts.Certificates;

/// <summary>Certificates' narrow interface: the server's identities.</summary>
public interface ICertificates
{
    /// <summary>RSA; its public key's hash is the server id that every agent trusts. Losing it strands all agents.</summary>
    X509Certificate2 AgentServer { get; }

    /// <summary>What browsers and agents meet on TLS; replaced by files without a restart.</summary>
    X509Certificate2 Web { get; }

    /// <summary>SHA-384 hashes of every web certificate in use of late, whole certificate and public key (spec/agent-handshake.md 3).</summary>
    bool KnowsWebHash(ReadOnlySpan<byte> hash);

    /// <summary>True when a browser would accept the web certificate without being told to.</summary>
    bool WebIsPublic { get; }

    /// <summary>Base64 SHA-256 of the web certificate's SubjectPublicKeyInfo, for <c>curl --pinnedpubkey</c>.</summary>
    string WebKeyPin { get; }
}
