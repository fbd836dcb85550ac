using MeshEvents.Agent.Connection;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.State;
using MeshEvents.Agent.Tests.Support;
using MeshEvents.Wire;
using MeshEvents.Wire.AgentHandshake;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshEvents.Agent.Tests.Connection;

/// <summary>The rules of the handshake without a network: order, repeats, cuts.</summary>
public sealed class HandshakeTests : IDisposable
{
    static readonly Bytes48 WebHash = Bytes48.Random(), ServerNonce = Bytes48.Random();

    readonly string path = Directory.CreateTempSubdirectory("handshake-").FullName;
    readonly StateFolder folder;
    readonly AgentIdentity identity;

    public HandshakeTests()
    {
        folder = StateFolder.Open(path, Machine.Current.Files);
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(99));
        File.WriteAllText(folder.Identity, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        identity = AgentIdentity.LoadOrCreate(folder);
    }

    public void Dispose()
    {
        identity.Dispose();
        folder.Dispose();
        Directory.Delete(path, recursive: true);
    }

    Handshake Begin(bool known = false) => new(
        identity,
        new(new(6, 0, PlatformType.Server, Bytes48.Random(), false, AgentCapabilities.Terminal, "pc"), "date", "os", null),
        CertificateHashes.KeyHash(Certificates.AgentServer), WebHash, known);

    static Bytes48 NonceOf(Handshake handshake) => handshake.Open().OfType<AuthRequest>().Single().Nonce;

    static byte[] Challenge() => AgentMessageWriter.Write(new AuthRequest(WebHash, ServerNonce));

    static byte[] Proof(Handshake handshake, Bytes48? over = null)
    {
        using var key = Certificates.AgentServer.GetRSAPrivateKey()!;
        var signed = SignatureInputs.ServerSignatureInput(over ?? WebHash, NonceOf(handshake), ServerNonce);
        return AgentMessageWriter.Write(new AuthVerify(Certificates.AgentServer.RawData, key.SignData(signed, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1)));
    }

    static readonly byte[] Confirm = [0, 4];

    [Fact] public void In_order_it_answers_and_is_done()
    {
        var handshake = Begin();
        Assert.IsType<AuthVerify>(handshake.Receive(Challenge()));
        Assert.IsType<AuthInfo>(handshake.Receive(Proof(handshake)));
        Assert.Null(handshake.Receive(Confirm));
        Assert.True(handshake.Done && handshake.Failure is null);
    }

    [Fact] public void Proof_before_the_challenge_does_not_count()
    {
        var handshake = Begin();
        Assert.Null(handshake.Receive(Proof(handshake)));
        Assert.False(handshake.ServerProved);
        Assert.NotNull(handshake.Receive(Challenge()));
        Assert.IsType<AuthInfo>(handshake.Receive(Proof(handshake)));
    }

    [Fact] public void Each_message_counts_once()
    {
        var handshake = Begin();
        Assert.NotNull(handshake.Receive(Challenge()));
        Assert.Null(handshake.Receive(AgentMessageWriter.Write(new AuthRequest(WebHash, Bytes48.Random()))));
        Assert.NotNull(handshake.Receive(Proof(handshake)));
        Assert.Null(handshake.Receive(Proof(handshake)));
        handshake.Receive(Confirm);
        Assert.Null(handshake.Receive(Challenge()));
        Assert.True(handshake.Done);
    }

    [Fact] public void Confirmation_without_proof_is_refused()
    {
        var handshake = Begin();
        handshake.Receive(Challenge());
        Assert.Null(handshake.Receive(Confirm));
        Assert.False(handshake.Done);
        Assert.Contains("without proving", handshake.Failure);
        Assert.Null(handshake.Receive(Proof(handshake)));       // nothing more on this connection
    }

    [Fact] public void Known_certificate_still_needs_the_challenge_before_the_confirmation()
    {
        var handshake = Begin(known: true);
        Assert.Equal([30, 31, 5, 4, 1, 3], handshake.Open().Select(m => (int)m.Command));
        handshake.Receive(Confirm);
        Assert.False(handshake.Done);
    }

    [Fact] public void Signature_over_another_web_certificate_is_refused()
    {
        var handshake = Begin();
        handshake.Receive(Challenge());
        Assert.Null(handshake.Receive(Proof(handshake, over: Bytes48.Random())));
        Assert.Contains("signature is wrong", handshake.Failure);
    }

    [Fact] public void Messages_cut_anywhere_are_never_answered()
    {
        var challenge = Challenge();
        for (var length = 0; length < challenge.Length; length++)
        {
            var handshake = Begin();
            Assert.Null(handshake.Receive(challenge.AsSpan(0, length)));
            Assert.False(handshake.ServerProved);
        }
        var proofLength = Proof(Begin()).Length;
        for (var length = 0; length < proofLength; length++)
        {
            var handshake = Begin();
            handshake.Receive(Challenge());
            Assert.Null(handshake.Receive(Proof(handshake).AsSpan(0, length)));
            if (length > 40) length += 36;        // each try costs a signature
        }
    }

    [Fact] public void Noise_is_never_trusted_and_never_throws()
    {
        var random = new Random(5);
        var handshake = Begin();
        handshake.Receive(Challenge());
        var proof = Proof(handshake);
        for (var i = 0; i < 500; i++)
        {
            var attempt = Begin();
            attempt.Receive(Challenge());
            var changed = (byte[])proof.Clone();
            for (var n = 0; n < 8; n++) changed[random.Next(changed.Length)] ^= (byte)random.Next(1, 256);
            Assert.Null(attempt.Receive(changed));
            Assert.False(attempt.ServerProved);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 10, 0, 0 })]
    [InlineData(new byte[] { 0x7B, 0x7D })]
    [InlineData(new byte[] { })]
    public void Other_messages_are_dropped_before_authentication(byte[] message)
    {
        var handshake = Begin();
        Assert.Null(handshake.Receive(message));
        Assert.Null(handshake.Failure);
    }
}
