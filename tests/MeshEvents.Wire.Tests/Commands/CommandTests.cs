using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.Commands;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Wire.Tests.Commands;

/// <summary>What the server signs, and what comes of it when it is cut, changed, or too large.</summary>
public sealed class CommandTests
{
    static readonly Guid Id = Guid.Parse("0195d3a0-0000-7000-8000-000000000001");

    static byte[] Good => CommandBody.Write(Id, "node", 1000, 61000, "run", "Zoë", """{"text":"id"}"""u8);

    static Reading Read(string json, int limit = 4 << 20) => ControlMessageReader.Read(Encoding.UTF8.GetBytes(json), limit, out _, out _);

    [Fact] public void A_body_is_these_bytes_and_comes_back()
    {
        Assert.Equal("""{"id":"0195d3a0-0000-7000-8000-000000000001","device":"node","issued":1000,"expires":61000,"action":"run","by":"Zo\u00EB","arguments":{"text":"id"}}""", Encoding.UTF8.GetString(Good));
        var body = CommandBody.Read(Good)!;
        Assert.Equal((Id, "node", 1000L, 61000L, "run", "Zoë", "id"), (body.Id, body.Device, body.Issued, body.Expires, body.Action, body.By, body.Arguments.GetProperty("text").GetString()));
    }

    [Fact] public void A_body_cut_anywhere_is_none()
    {
        for (var length = 0; length < Good.Length; length++) Assert.Null(CommandBody.Read(Good[..length]));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"id":"x","device":"n","issued":1,"expires":2,"action":"a","by":"b","arguments":{}}""")]
    [InlineData("""{"id":"0195d3a0-0000-7000-8000-000000000001","device":7,"issued":1,"expires":2,"action":"a","by":"b","arguments":{}}""")]
    [InlineData("""{"id":"0195d3a0-0000-7000-8000-000000000001","device":"n","issued":1e30,"expires":2,"action":"a","by":"b","arguments":{}}""")]
    [InlineData("""{"id":"0195d3a0-0000-7000-8000-000000000001","device":"n","issued":1,"expires":2,"action":"","by":"b","arguments":{}}""")]
    [InlineData("""{"id":"0195d3a0-0000-7000-8000-000000000001","device":"n","issued":1,"expires":2,"action":"a","by":"b","arguments":[]}""")]
    [InlineData("""{"id":"0195d3a0-0000-7000-8000-000000000001","device":"n","issued":1,"expires":2,"action":"a","by":"\ud800","arguments":{}}""")]
    public void What_lacks_a_member_or_has_a_wrong_one_is_none(string body) => Assert.Null(CommandBody.Read(Encoding.UTF8.GetBytes(body)));

    [Fact] public void Random_changes_never_throw()
    {
        var random = new Random(7);
        for (var round = 0; round < 5000; round++)
        {
            var bytes = Good;
            for (var changes = random.Next(1, 6); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            CommandBody.Read(bytes);
            ControlMessageReader.Read(bytes, 1 << 20, out _, out _);
        }
    }

    [Fact] public void The_signature_holds_for_these_bytes_this_key_and_this_purpose()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signature = CommandSignatures.Sign(key, Good);
        Assert.True(CommandSignatures.IsGood(key, Good, signature));
        Assert.False(CommandSignatures.IsGood(other, Good, signature));
        Assert.False(CommandSignatures.IsGood(key, Good, key.SignData(Good, HashAlgorithmName.SHA256)));
        for (var at = 0; at < Good.Length; at++)
        {
            var changed = Good;
            changed[at] ^= 1;
            Assert.False(CommandSignatures.IsGood(key, changed, signature));
        }
        foreach (var wrong in new[] { [], signature[..63], [.. signature, 0] }) Assert.False(CommandSignatures.IsGood(key, Good, wrong));
    }

    [Fact] public void Only_the_server_that_the_agent_knows_vouches_for_a_key()
    {
        using var server = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=server", server, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var long_ = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var (id, spki) = (CertificateHashes.KeyHash(certificate), key.ExportSubjectPublicKeyInfo());
        var signature = CommandSignatures.SignKey(server, spki);
        using var vouched = CommandSignatures.VouchedKey(id, certificate.RawData, spki, signature);
        Assert.NotNull(vouched);
        Assert.Null(CommandSignatures.VouchedKey(Bytes48.Random(), certificate.RawData, spki, signature));
        Assert.Null(CommandSignatures.VouchedKey(id, certificate.RawData, spki, signature[..^1]));
        Assert.Null(CommandSignatures.VouchedKey(id, certificate.RawData[..50], spki, signature));
        Assert.Null(CommandSignatures.VouchedKey(id, certificate.RawData, [1, 2, 3], CommandSignatures.SignKey(server, [1, 2, 3])));
        var wide = long_.ExportSubjectPublicKeyInfo();
        Assert.Null(CommandSignatures.VouchedKey(id, certificate.RawData, wide, CommandSignatures.SignKey(server, wide)));
        byte[] more = [.. spki, 0];
        Assert.Null(CommandSignatures.VouchedKey(id, certificate.RawData, more, CommandSignatures.SignKey(server, more)));
    }

    [Fact] public void A_time_counts_for_one_connection_and_as_it_was_signed()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (nonce, time) = (Bytes48.Random(), 1_700_000_000_000);
        var proof = CommandSignatures.SignTime(key, nonce, time);
        Assert.True(CommandSignatures.IsTime(key, nonce, time, proof));
        Assert.True(key.VerifyData((byte[])[.. "MeshEvents command time 1\0"u8, .. nonce.Span, 0, 0, 0x01, 0x8B, 0xCF, 0xE5, 0x68, 0x00], proof, HashAlgorithmName.SHA256));
        Assert.False(CommandSignatures.IsTime(key, nonce, time + 1, proof));
        Assert.False(CommandSignatures.IsTime(key, Bytes48.Random(), time, proof));
        Assert.False(CommandSignatures.IsTime(other, nonce, time, proof));
        Assert.False(CommandSignatures.IsTime(key, nonce, time, []));
    }

    [Theory]
    [InlineData("""{"action":"meshcommandkey","certificate":"AA==","key":"AA==","signature":"AA==","time":1}""")]
    [InlineData("""{"action":"meshcommand","body":"!","signature":"AA=="}""")]
    [InlineData("""{"action":"meshcommandpiece","id":"0195d3a0-0000-7000-8000-000000000001","number":-1,"data":"AA=="}""")]
    [InlineData("""{"action":"meshcommandpiece","id":"x","number":1,"data":"AA=="}""")]
    [InlineData("""{"action":"meshcommandended","id":"0195d3a0-0000-7000-8000-000000000001","end":"perhaps"}""")]
    [InlineData("""{"action":"meshcommandsrunning","ids":[7]}""")]
    [InlineData("""{"action":"meshjournal","from":0,"lines":[],"count":1,"head":""}""")]
    [InlineData("""{"action":"meshjournal","from":1,"lines":"a","count":1,"head":""}""")]
    [InlineData("""{"action":"meshjournalkept","count":-1}""")]
    public void Messages_without_what_they_need_are_broken(string json) => Assert.Equal(Reading.Broken, Read(json));

    [Fact] public void Messages_have_limits()
    {
        string Base64(int bytes) => Convert.ToBase64String(new byte[bytes]);
        Assert.Equal(Reading.Done, Read($$"""{"action":"meshcommandpiece","id":"{{Id}}","number":1,"data":"{{Base64(CommandPiece.SizeLimit)}}"}"""));
        Assert.Equal(Reading.Broken, Read($$"""{"action":"meshcommandpiece","id":"{{Id}}","number":1,"data":"{{Base64(CommandPiece.SizeLimit + 1)}}"}"""));
        Assert.Equal(Reading.Broken, Read($$"""{"action":"meshcommand","body":"{{Base64(CommandBody.SizeLimit + 1)}}","signature":"AA=="}"""));
        Assert.Equal(Reading.Broken, Read($$$"""{"action":"meshcommandended","id":"{{{Id}}}","end":"done","result":{"x":"{{{new string('x', CommandEnded.ResultLimit)}}}"}}"""));
        Assert.Equal(Reading.Broken, Read($$"""{"action":"meshjournal","from":1,"lines":[{{string.Join(',', Enumerable.Repeat("\"a\"", JournalLines.MostLines + 1))}}],"count":1,"head":""}"""));
        Assert.Equal(Reading.Broken, Read($$"""{"action":"meshjournal","from":1,"lines":["{{new string('x', JournalLines.LineLimit + 1)}}"],"count":1,"head":""}"""));
    }
}
