using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshEvents.Agent.State;
using MeshEvents.Wire;
using MeshEvents.Wire.AgentHandshake;

namespace MeshEvents.Agent.Connection;

/// <summary>What the agent says about itself before it is let in.</summary>
public sealed record AgentHello(AuthInfo Info, string BuildDate, string HostInfo, string? AgentName);

/// <summary>
/// The agent's side of the handshake (spec/agent-handshake.md 5) without any connection: messages in, messages out.
/// The server must prove that it owns the key named by the settings' server id, over the web certificate this connection really saw;
/// only then it learns who the agent is (message 3). Each message counts once; what is out of order changes nothing.
/// </summary>
public sealed class Handshake(AgentIdentity identity, AgentHello hello, Bytes48 serverId, Bytes48 webCertHash, bool serverKnown)
{
    readonly bool known = serverKnown;
    readonly Bytes48 agentNonce = Bytes48.Random();
    Bytes48 serverNonce;
    bool challenged;

    /// <summary>Ours, new for each connection.</summary>
    public Bytes48 Nonce => agentNonce;

    /// <summary>The server has let us in.</summary>
    public bool Done { get; private set; }

    /// <summary>The server has proved who it is, now or earlier behind the same web certificate.</summary>
    public bool ServerProved { get; private set; } = serverKnown;

    /// <summary>Why this connection will never get anywhere; null as long as it may.</summary>
    public string? Failure { get; private set; }

    /// <summary>What the agent sends unasked.</summary>
    public IEnumerable<AgentMessage> Open()
    {
        yield return new AgentCommitDate(hello.BuildDate);
        yield return new HostInfo(hello.HostInfo);
        yield return new ExpectedServer(serverId);
        if (known) yield return new AuthConfirm();
        yield return new AuthRequest(webCertHash, agentNonce);
        if (known) yield return hello.Info;
    }

    /// <summary>What to answer to one message of the server: nothing, one message, or the last one before <see cref="Done"/> or <see cref="Failure"/>.</summary>
    public AgentMessage? Receive(ReadOnlySpan<byte> bytes)
    {
        if (Done || Failure is not null) return null;
        switch (AgentMessageReader.Number(bytes))
        {
            case AgentCommand.AuthRequest or AgentCommand.AuthVerify or AgentCommand.AuthConfirm: break;
            default: return null;                // anything else is not for an agent that is not let in
        }
        if (AgentMessageReader.Read(bytes, out var message, out var reason) != Reading.Done) return Fail($"The server broke the protocol: {reason}.");

        return message switch
        {
            AuthRequest request when !challenged => Challenge(request),
            AuthVerify verify when challenged && !ServerProved => Verify(verify),
            AuthConfirm when challenged && ServerProved => Confirm(),
            AuthConfirm => Fail("The server wanted to begin without proving who it is."),
            _ => null,                           // repeated, or before its turn
        };
    }

    // the hash must be that of the certificate we see: somebody in between sees another one
    AgentMessage? Challenge(AuthRequest request)
    {
        if (request.WebCertHash != webCertHash) return Fail("The server answered for another web certificate: somebody may be in between, or its proxy's certificate is not configured.");
        challenged = true;
        serverNonce = request.Nonce;
        return new AuthVerify(identity.Certificate, identity.Sign(SignatureInputs.AgentSignatureInput(webCertHash, serverNonce, agentNonce)));
    }

    AgentMessage? Verify(AuthVerify verify)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(verify.Certificate);
            if (CertificateHashes.KeyHash(certificate) != serverId) return Fail("This is not the server of the settings: its key is another one.");
            using var key = certificate.GetRSAPublicKey();
            var signed = SignatureInputs.ServerSignatureInput(webCertHash, agentNonce, serverNonce);
            if (key is null || !key.VerifyData(signed, verify.Signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1))
                return Fail("The server's signature is wrong.");
        }
        catch (CryptographicException e)
        {
            return Fail($"The server's certificate cannot be read: {e.Message}");
        }
        ServerProved = true;
        return hello.Info;
    }

    AgentMessage? Confirm()
    {
        Done = true;
        return null;
    }

    AgentMessage? Fail(string why)
    {
        Failure = why;
        return null;
    }
}
