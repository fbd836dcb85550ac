using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MeshEvents.Wire.Msh;

namespace MeshEvents.Wire.Tests.Msh;

public sealed class MshTests
{
    static MshSettings Read(string text)
    {
        Assert.Equal(Reading.Done, MshReader.Read(Encoding.UTF8.GetBytes(text), out var settings, out var reason));
        Assert.Equal("", reason);
        return settings;
    }

    static readonly Uri Server = new("wss://mesh.example.org:8443/agent.ashx");

    [Fact] public void Writes_what_MeshCentral_writes() =>
        Assert.Equal(
            $"\r\nMeshName=Büro\r\nMeshType=2\r\nMeshID=0x{Some.Counting(0).ToHex()}\r\nServerID={Some.Counting(9).ToHex()}\r\nMeshServer=wss://mesh.example.org:8443/agent.ashx\r\nTag=a\r\n",
            Encoding.UTF8.GetString(MshWriter.Write("Büro", Some.Counting(0), Some.Counting(9), Server, [new("Tag", "a")])));

    [Fact] public void Reads_back_what_it_wrote()
    {
        var settings = Read(Encoding.UTF8.GetString(MshWriter.Write("x", Some.Counting(0), Some.Counting(9), Server)));
        Assert.True(settings.TryMeshId(out var meshId));
        Assert.Equal(Some.Counting(0), meshId);
        Assert.True(settings.TryServers(out var servers, out _));
        Assert.Equal([new MshServer(Server, Some.Counting(9))], servers);
    }

    [Fact] public void Comments_blanks_and_line_ends_do_not_matter()
    {
        var settings = Read("\uFEFF# a comment\n\n  MeshName =  a = b  \r\nTag=old\nTag=\n");
        Assert.Equal("a = b", settings["MeshName"]);
        Assert.Null(settings["Tag"]);
    }

    [Fact] public void Two_servers_need_two_ids()
    {
        Assert.False(Read($"MeshServer=wss://a/agent.ashx,wss://b/agent.ashx\nServerID={Some.Counting(0).ToHex()}").TryServers(out _, out var reason));
        Assert.Contains("same number", reason);
        Assert.True(Read($"MeshServer=wss://a/agent.ashx, wss://b/agent.ashx\nServerID={Some.Counting(0).ToHex()},{Some.Counting(1).ToHex()}").TryServers(out var two, out _));
        Assert.Equal(2, two.Count);
    }

    [Theory]
    [InlineData("", "missing")]
    [InlineData("MeshServer=local\nServerID=00", "wss://")]
    [InlineData("MeshServer=ws://a/agent.ashx\nServerID=00", "wss://")]
    [InlineData("MeshServer=wss://a/agent.ashx\nServerID=00", "96")]
    public void Settings_without_a_usable_server_are_refused(string text, string why)
    {
        Assert.False(Read(text).TryServers(out _, out var reason));
        Assert.Contains(why, reason);
    }

    [Fact] public void Old_group_ids_fill_the_first_32_bytes()
    {
        Assert.True(Read($"MeshID=0x{new string('A', 64)}").TryMeshId(out var id));
        Assert.Equal(new string('A', 64) + new string('0', 32), id.ToHex());
        Assert.False(Read("MeshID=0xABCD").TryMeshId(out _));
        Assert.False(Read($"MeshID={new string('A', 96)}").TryMeshId(out _));
    }

    [Fact] public void Limits_are_kept()
    {
        string[] wrong = ["nothing", "=x", new string('k', MshReader.KeyLimit + 1) + "=1", "k=" + new string('v', MshReader.ValueLimit + 1), "k=\0", new string('#', MshReader.SizeLimit + 1)];
        foreach (var text in wrong)
        {
            Assert.Equal(Reading.Broken, MshReader.Read(Encoding.UTF8.GetBytes(text), out _, out var reason));
            Assert.NotEmpty(reason);
        }
    }

    [Theory]
    [InlineData("a\nServerID", "x")]
    [InlineData("Tag", "x\r\nServerID=00")]
    [InlineData("Tag", " x")]
    [InlineData("#Tag", "x")]
    [InlineData("", "x")]
    public void A_value_cannot_smuggle_in_another_line(string key, string value) =>
        Assert.Throws<ArgumentException>(() => MshWriter.Write([new(key, value)]));

    [Fact] public void Whatever_can_be_written_is_read_back() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<(NonEmptyString Key, NonEmptyString Value)>(), t =>
        {
            byte[] written;
            try
            {
                written = MshWriter.Write([new(t.Key.Get, t.Value.Get)]);
            }
            catch (ArgumentException)
            {
                return true;          // refused: nothing to read back
            }
            return MshReader.Read(written, out var settings, out _) == Reading.Done && settings[t.Key.Get] == t.Value.Get && settings.Values.Count == 1;
        }));

    [Fact] public void Noise_never_throws()
    {
        var good = MshWriter.Write("x", Some.Counting(0), Some.Counting(9), Server);
        var done = Some.Noise(7, 20_000, good).Count(input =>
        {
            var reading = MshReader.Read(input, out var settings, out _);
            settings.TryMeshId(out _);
            settings.TryServers(out _, out _);
            return reading == Reading.Done;
        });
        Assert.InRange(done, 1, 19_999);
    }
}
