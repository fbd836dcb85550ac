using FsCheck.Fluent;
using MeshEvents.Wire.AgentHandshake;

namespace MeshEvents.Wire.Tests.AgentHandshake;

public sealed class AgentMessageTests
{
    static Reading Read(byte[] bytes, out AgentMessage? message) => AgentMessageReader.Read(bytes, out message, out _);

    [Fact] public void Authentication_request_is_98_bytes()
    {
        var bytes = AgentMessageWriter.Write(new AuthRequest(Some.Counting(0), Some.Counting(48)));
        Assert.Equal([0, 1, .. Enumerable.Range(0, 96).Select(i => (byte)i)], bytes);
    }

    [Fact] public void Verification_has_the_certificate_length_in_front() =>
        Assert.Equal("0002000330010209080706", Convert.ToHexStringLower(AgentMessageWriter.Write(new AuthVerify([0x30, 1, 2], [9, 8, 7, 6]))));

    [Fact] public void Information_has_the_layout_of_the_specification()
    {
        var info = new AuthInfo(6, 0, PlatformType.VirtualMachine, Some.Counting(0), false, (AgentCapabilities)0x118, "pc");
        var expected = "0003" + "00000001" + "00000006" + "00000000" + "00000008" + Some.Counting(0).ToHex() + "00000118" + "0002" + "7063";
        Assert.Equal(expected, Convert.ToHexString(AgentMessageWriter.Write(info)));
    }

    [Theory]
    [InlineData("0004", typeof(AuthConfirm))]
    [InlineData("000B0000", typeof(CoreModuleHash))]
    [InlineData("000C0000", typeof(AgentHash))]
    [InlineData("000D0000", typeof(AgentUpdate))]
    [InlineData("000E0001", typeof(AgentUpdateBlock))]
    [InlineData("000F", typeof(AgentTag))]
    [InlineData("00100000", typeof(CoreOk))]
    [InlineData("000A0000", typeof(CoreModule))]
    public void Short_messages_are_known_by_their_number(string hex, Type type)
    {
        Assert.Equal(Reading.Done, Read(Convert.FromHexString(hex), out var message));
        Assert.IsType(type, message);
    }

    [Fact] public void Commit_date_ends_with_a_zero_byte()
    {
        var bytes = AgentMessageWriter.Write(new AgentCommitDate("2022-Nov-2 23:01:45-0700"));
        Assert.Equal(27, bytes.Length);
        Assert.Equal(0, bytes[^1]);
    }

    [Fact] public void Every_message_comes_back_as_it_was_written()
    {
        foreach (var message in Some.Messages)
        {
            Assert.Equal(Reading.Done, Read(AgentMessageWriter.Write(message), out var back));
            Assert.Equal(message.ToString(), back!.ToString());
            Assert.Equal(AgentMessageWriter.Write(message), AgentMessageWriter.Write(back));
        }
    }

    [Fact] public void A_fixed_message_cut_anywhere_is_broken()
    {
        AgentMessage[] exact = [new AuthRequest(Some.Counting(0), Some.Counting(1)), Some.Info with { HostName = "" }, new AuthConfirm(), new ExpectedServer(Some.Counting(2)), new AgentHash(0, Some.Counting(2))];
        foreach (var message in exact)
        {
            var whole = AgentMessageWriter.Write(message);
            for (var length = 0; length < whole.Length; length++)
            {
                if (message is AgentHash && length == 4) continue;      // the bare question
                if (message is AuthInfo && length == 70) continue;      // a very old agent
                Assert.True(Read(whole[..length], out _) == Reading.Broken, $"{message.Command} of {length} bytes was read");
            }
            Assert.Equal(Reading.Broken, Read([.. whole, 0], out _));
        }
    }

    [Fact] public void Any_message_cut_anywhere_never_reads_beyond_its_end()
    {
        foreach (var whole in Some.Messages.Select(AgentMessageWriter.Write))
            for (var length = 0; length <= whole.Length; length++)
                Assert.NotEqual(Reading.Unknown, Read(whole[..length], out _));
    }

    [Theory]
    [InlineData("0002FFFF30")]                // certificate longer than the message
    [InlineData("00020000AA")]                // no certificate
    [InlineData("0002000130")]                // no signature
    [InlineData("0004AA")]
    [InlineData("000B000001")]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("7B7D")]                      // JSON is somebody else's
    public void Wrong_lengths_are_broken_with_a_reason(string hex)
    {
        Assert.Equal(Reading.Broken, AgentMessageReader.Read(Convert.FromHexString(hex), out _, out var reason));
        Assert.NotEmpty(reason);
    }

    [Fact] public void A_host_name_longer_than_allowed_is_broken()
    {
        var bytes = AgentMessageWriter.Write(Some.Info with { HostName = new('x', AgentMessageReader.HostNameLimit) });
        byte[] longer = [.. bytes[..70], 4, 1, .. bytes[72..], (byte)'x'];
        Assert.Equal(Reading.Done, Read(bytes, out _));
        Assert.Equal(Reading.Broken, Read(longer, out _));
    }

    [Fact] public void A_certificate_longer_than_allowed_is_broken_and_cannot_be_written()
    {
        var certificate = new byte[AgentMessageReader.CertificateLimit + 1];
        Assert.Equal(Reading.Broken, Read([0, 2, (byte)(certificate.Length >> 8), (byte)certificate.Length, .. certificate, 1], out _));
        Assert.Throws<ArgumentException>(() => AgentMessageWriter.Write(new AuthVerify(certificate, [1])));
    }

    [Fact] public void Very_old_information_has_no_host_name()
    {
        Assert.Equal(Reading.Done, Read(AgentMessageWriter.Write(Some.Info)[..70], out var message));
        Assert.Equal("", Assert.IsType<AuthInfo>(message).HostName);
    }

    [Fact] public void Sixteen_zero_bytes_at_the_end_mark_an_old_group_id()
    {
        var old = Bytes48.From([.. Some.Counting(1).Span[..32], .. new byte[16]]);
        Read(AgentMessageWriter.Write(Some.Info with { MeshId = old }), out var message);
        Assert.True(Assert.IsType<AuthInfo>(message).OldMeshId);
    }

    [Fact] public void An_unheard_platform_counts_as_a_desktop()
    {
        Read(AgentMessageWriter.Write(Some.Info with { Platform = (PlatformType)99 }), out var message);
        Assert.Equal(PlatformType.Desktop, Assert.IsType<AuthInfo>(message).Platform);
    }

    [Fact] public void An_unheard_number_is_unknown_not_broken() => Assert.Equal(Reading.Unknown, Read([0x03, 0xE8, 1, 2, 3], out _));

    [Fact] public void Noise_never_throws_and_what_it_reads_can_be_written()
    {
        var read = 0;
        foreach (var input in Some.Noise(42, 20_000, [.. Some.Messages.Select(AgentMessageWriter.Write)]))
        {
            if (Read(input, out var message) != Reading.Done) continue;
            Assert.NotEmpty(AgentMessageWriter.Write(Shorter(message!)));
            read++;
        }
        Assert.InRange(read, 1_000, 19_000);

        // bytes that are no UTF-8 become U+FFFD, which is longer
        static AgentMessage Shorter(AgentMessage m) => m is AuthInfo info ? info with { HostName = "" } : m;
    }

    [Fact] public void Information_round_trips_for_any_values() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<(uint Id, uint Version, uint Capabilities, FsCheck.UnicodeString Host)>(), t =>
        {
            var host = new string([.. t.Host.Get.Where(c => !char.IsSurrogate(c)).Take(300)]);
            var info = new AuthInfo(t.Id, t.Version, PlatformType.Router, Some.Counting(3), false, (AgentCapabilities)t.Capabilities, host);
            return Read(AgentMessageWriter.Write(info), out var back) == Reading.Done && info.Equals(back);
        }));
}
