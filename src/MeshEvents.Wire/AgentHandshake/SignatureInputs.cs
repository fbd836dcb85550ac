namespace MeshEvents.Wire.AgentHandshake;

/// <summary>The 144 bytes both ends sign with RSASSA-PKCS1-v1_5 and SHA-384. Mind the order of the nonces: it differs (spec/agent-handshake.md 5.1, 5.2).</summary>
public static class SignatureInputs
{
    public const int Size = 3 * Bytes48.Size;

    /// <summary>What the server signs with the agent-server key: web certificate hash as sent by the agent, agent nonce, server nonce.</summary>
    public static byte[] ServerSignatureInput(Bytes48 webCertHash, Bytes48 agentNonce, Bytes48 serverNonce) =>
        [.. webCertHash.Span, .. agentNonce.Span, .. serverNonce.Span];

    /// <summary>What the agent signs with its own key: web certificate hash as received from the server, server nonce, agent nonce.</summary>
    public static byte[] AgentSignatureInput(Bytes48 webCertHash, Bytes48 serverNonce, Bytes48 agentNonce) =>
        [.. webCertHash.Span, .. serverNonce.Span, .. agentNonce.Span];
}
