using System.Security.Cryptography;
using MeshEvents.Contracts.Certificates;
using MeshEvents.Devices.Gateway;
using MeshEvents.Wire;
using MeshEvents.Wire.AgentHandshake;

namespace MeshEvents.Modules.Tests.Devices.Gateway;

/// <summary>The server's half of the handshake without a socket: any order, any repeat, any lie (spec/agent-handshake.md 5).</summary>
public sealed class HandshakeTests
{
    static readonly AgentKey agent = new(), other = new();
    static readonly TestCertificates server = new();
    static readonly Bytes48 nonce = Bytes48.HashOf([7]);
    static readonly AuthInfo info = FakeAgent.Info(Bytes48.HashOf([8]), "pc-17");

    static AuthRequest Begin => new(server.WebHash, nonce);

    /// <summary>Feeds the request and gives back the server's nonce.</summary>
    static Bytes48 Start(ServerHandshake handshake) => handshake.Feed(Begin).OfType<AuthRequest>().Single().Nonce;

    static AuthVerify Proof(Bytes48 serverNonce, AgentKey? signs = null, AgentKey? shows = null, Bytes48? hash = null, Bytes48? own = null) =>
        new((shows ?? agent).Certificate, (signs ?? agent).Sign(SignatureInputs.AgentSignatureInput(hash ?? server.WebHash, serverNonce, own ?? nonce)));

    [Fact]
    public void Proof_and_information_come_in_any_order()
    {
        foreach (var infoFirst in new[] { true, false })
        {
            var handshake = new ServerHandshake(server);
            var challenge = Start(handshake);
            AgentMessage[] rest = infoFirst ? [info, Proof(challenge)] : [Proof(challenge), info];
            foreach (var message in rest) Assert.Empty(handshake.Feed(message));
            Assert.Equal((HandshakeState.Proved, agent.NodeId), (handshake.State, handshake.NodeId));
        }
    }

    [Fact]
    public void Information_before_the_request_counts_too()
    {
        var handshake = new ServerHandshake(server);
        Assert.Empty(handshake.Feed(info));
        Assert.Empty(handshake.Feed(Proof(Start(handshake))));
        Assert.Equal(HandshakeState.Proved, handshake.State);
    }

    [Fact]
    public void The_server_proves_itself_unless_the_agent_trusts_it_already()
    {
        var proof = Assert.IsType<AuthVerify>(new ServerHandshake(server).Feed(Begin).Last());
        Assert.Equal(server.AgentServer.RawData, proof.Certificate);
        var trusted = new ServerHandshake(server);
        Assert.Empty(trusted.Feed(new AuthConfirm()));
        Assert.IsType<AuthRequest>(Assert.Single(trusted.Feed(Begin)));
    }

    [Fact]
    public void Nothing_is_proved_without_the_information()
    {
        var handshake = new ServerHandshake(server);
        Assert.Empty(handshake.Feed(Proof(Start(handshake))));
        Assert.Equal(HandshakeState.Open, handshake.State);
    }

    [Fact]
    public void Another_web_certificate_is_somebody_in_between()
    {
        var handshake = new ServerHandshake(server);
        Assert.Empty(handshake.Feed(new AuthRequest(Bytes48.HashOf([9]), nonce)));
        Assert.Equal(HandshakeState.Failed, handshake.State);
        Assert.Contains("certificate", handshake.Reason, StringComparison.Ordinal);
    }

    public static TheoryData<string> Lies() => ["key", "hash", "own nonce", "server nonce", "signature", "certificate", "empty certificate", "not DER", "server's own proof"];

    [Theory, MemberData(nameof(Lies))]
    public void A_lie_fails_with_a_reason(string lie)
    {
        var handshake = new ServerHandshake(server);
        var answers = handshake.Feed(Begin).ToList();
        var challenge = answers.OfType<AuthRequest>().Single().Nonce;
        var good = Proof(challenge);
        AuthVerify bad = lie switch
        {
            "key" => Proof(challenge, signs: other),
            "hash" => Proof(challenge, hash: Bytes48.HashOf([1])),
            "own nonce" => Proof(challenge, own: Bytes48.HashOf([1])),
            "server nonce" => Proof(Bytes48.HashOf([1])),
            "signature" => good with { Signature = [.. good.Signature[..^1], (byte)(good.Signature[^1] ^ 1)] },
            "certificate" => good with { Certificate = other.Certificate },
            "empty certificate" => good with { Certificate = [] },
            "not DER" => good with { Certificate = [1, 2, 3], Signature = [4] },
            _ => answers.OfType<AuthVerify>().Single(),
        };
        Assert.Empty(handshake.Feed(bad));
        Assert.Empty(handshake.Feed(info));
        Assert.Equal(HandshakeState.Failed, handshake.State);
        Assert.NotEmpty(handshake.Reason);
    }

    [Fact]
    public void A_short_key_is_not_taken()
    {
        var weak = new AgentKey(1024);
        var handshake = new ServerHandshake(server);
        Assert.Empty(handshake.Feed(Proof(Start(handshake), signs: weak, shows: weak)));
        Assert.Equal(HandshakeState.Failed, handshake.State);
    }

    [Fact]
    public void Repeats_change_nothing()
    {
        var handshake = new ServerHandshake(server);
        var challenge = Start(handshake);
        Assert.Empty(handshake.Feed(new AuthRequest(server.WebHash, Bytes48.HashOf([3]))));
        Assert.Empty(handshake.Feed(info));
        Assert.Empty(handshake.Feed(info with { HostName = "another", MeshId = Bytes48.HashOf([4]) }));
        Assert.Empty(handshake.Feed(Proof(challenge)));
        Assert.Empty(handshake.Feed(Proof(challenge, signs: other, shows: other)));
        Assert.Equal((HandshakeState.Proved, "pc-17", agent.NodeId), (handshake.State, handshake.Info!.HostName, handshake.NodeId));
    }

    [Fact]
    public void Any_sequence_of_messages_ends_proved_only_with_the_right_proof()
    {
        var random = new Random(20260303);
        for (var round = 0; round < 300; round++)
        {
            var handshake = new ServerHandshake(server);
            var challenge = default(Bytes48);
            var proved = false;
            for (var step = 0; step < 8; step++)
            {
                AgentMessage message = random.Next(6) switch
                {
                    0 => Begin,
                    1 => new AuthConfirm(),
                    2 => info,
                    3 => Proof(challenge),
                    4 => Proof(challenge, signs: other),
                    _ => new AgentTag("x"),
                };
                foreach (var answer in handshake.Feed(message)) if (answer is AuthRequest r) challenge = r.Nonce;
                proved |= message is AuthVerify v && v.Signature.AsSpan().SequenceEqual(agent.Sign(SignatureInputs.AgentSignatureInput(server.WebHash, challenge, nonce)));
            }
            if (handshake.State is HandshakeState.Proved) Assert.True(proved, "proved without the right signature");
        }
    }

    sealed class TestCertificates : ICertificates
    {
        public TestCertificates()
        {
            using var rsa = RSA.Create(2048);
            AgentServer = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=server", rsa, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        }

        public System.Security.Cryptography.X509Certificates.X509Certificate2 AgentServer { get; }
        public System.Security.Cryptography.X509Certificates.X509Certificate2 Web => AgentServer;
        public Bytes48 WebHash => CertificateHashes.CertHash(Web);
        public bool KnowsWebHash(ReadOnlySpan<byte> hash) => hash.SequenceEqual(WebHash.Span);
        public bool WebIsPublic => false;
        public string WebKeyPin => "";
    }
}
