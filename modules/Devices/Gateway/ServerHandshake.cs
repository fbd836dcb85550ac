using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using MeshEvents.Contracts.Certificates;
using MeshEvents.Wire;
using MeshEvents.Wire.AgentHandshake;

namespace MeshEvents.Devices.Gateway;

enum HandshakeState { Open, Proved, Failed }

/// <summary>
/// The server's half of the agent handshake (spec/agent-handshake.md 5), without a socket: messages in, messages out. It finishes when the agent's request (1),
/// its proof (2) and its information (3) are there, in whatever order the last two come. Each message counts once; repeats are ignored.
/// </summary>
sealed class ServerHandshake(ICertificates certificates)
{
    AuthRequest? request;
    AuthVerify? verify;
    bool agentTrustsUs;
    bool proved;
    Bytes48 nonce;

    public HandshakeState State { get; private set; } = HandshakeState.Open;

    /// <summary>Why it failed, for the administrator who looks at held agents.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Set once the agent sent it; believed only when <see cref="State"/> is <see cref="HandshakeState.Proved"/>.</summary>
    public AuthInfo? Info { get; private set; }

    /// <summary>Hash of the key the agent proved to hold.</summary>
    public Bytes48 NodeId { get; private set; }

    /// <summary>The agent's, new for each connection; zeros until it came.</summary>
    public Bytes48 AgentNonce => request?.Nonce ?? Bytes48.Zero;

    /// <summary>The name from the agent's settings, which goes before its host name.</summary>
    public string? AgentName { get; set; }

    public IEnumerable<AgentMessage> Feed(AgentMessage message)
    {
        if (State is not HandshakeState.Open) yield break;
        switch (message)
        {
            case AuthConfirm: agentTrustsUs = true; break;
            case AuthRequest r when request is null:
                request = r;
                if (!certificates.KnowsWebHash(r.WebCertHash.Span)) { Fail("it sees a web certificate that is not ours: a proxy, or somebody in between"); yield break; }
                nonce = Bytes48.Random();
                yield return new AuthRequest(r.WebCertHash, nonce);      // the same hash back, whichever form the agent uses
                if (!agentTrustsUs) yield return Proof(r);
                Check();
                break;
            case AuthVerify v when verify is null:
                verify = v;
                Check();
                break;
            case AuthInfo i when Info is null:
                Info = i;
                break;
        }
        if (proved && Info is not null && State is HandshakeState.Open) State = HandshakeState.Proved;
    }

    AuthVerify Proof(AuthRequest r)
    {
        var certificate = certificates.AgentServer;
        using var key = certificate.GetRSAPrivateKey()!;
        var input = SignatureInputs.ServerSignatureInput(r.WebCertHash, r.Nonce, nonce);
        return new(certificate.RawData, key.SignData(input, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1));
    }

    void Check()
    {
        if (request is null || verify is null || proved) return;
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(verify.Certificate);
            using var key = certificate.GetRSAPublicKey();
            if (key is null || key.KeySize is < 2048 or > 4096) { Fail("its key is not an RSA key of 2048 to 4096 bits"); return; }
            var input = SignatureInputs.AgentSignatureInput(request.WebCertHash, nonce, request.Nonce);
            if (!key.VerifyData(input, Signature(verify.Signature), HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1)) { Fail("its signature is wrong"); return; }
            NodeId = CertificateHashes.KeyHash(certificate);
            proved = true;
        }
        catch (CryptographicException) { Fail("its certificate or signature is malformed"); }
    }

    /// 256 or 384 bytes are the bare signature; anything else is CMS SignedData from a platform key store (spec/agent-handshake.md 5.3).
    static byte[] Signature(byte[] sent)
    {
        if (sent.Length is 256 or 384) return sent;
        var cms = new SignedCms();
        cms.Decode(sent);
        return cms.SignerInfos is [var signer, ..] ? signer.GetSignature() : throw new CryptographicException("no signer");
    }

    void Fail(string why) => (State, Reason) = (HandshakeState.Failed, why);
}
