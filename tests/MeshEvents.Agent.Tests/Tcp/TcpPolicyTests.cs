using System.Net;
using System.Text.Json;
using MeshEvents.Agent.Channels.Tcp;

namespace MeshEvents.Agent.Tests.Tcp;

/// <summary>Which ports the owner of a device lets the server reach through it.</summary>
public sealed class TcpPolicyTests
{
    static TcpPolicy? Read(string json) => JsonElement.Parse(json).TryGetProperty("tcp", out var tcp) ? TcpPolicy.Read(tcp) : TcpPolicy.Everything;

    static bool Allows(TcpPolicy policy, string address, int port) => policy.Allows(IPAddress.Parse(address), port);

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    public void Link_local_and_metadata_addresses_need_an_entry_of_their_own(string address)
    {
        Assert.False(Allows(TcpPolicy.Everything, address, 80));
        Assert.False(Allows(Read("""{"tcp":{"allow":["*:*"]}}""")!, address, 80));
        Assert.False(Allows(Read("""{"tcp":{"allow":["0.0.0.0/0:*","[::/0]:*"]}}""")!, address, 80));
        Assert.True(Allows(Read("""{"tcp":{"allow":["169.254.0.0/16:80","[fe80::1]:80","[fd00:ec2::254]:80"]}}""")!, address, 80));
    }

    [Fact] public void Without_a_word_everything_else_is_allowed()
    {
        foreach (var policy in new[] { TcpPolicy.Everything, Read("{}")!, Read("""{"files":{"roots":["/srv"]}}""")! })
        {
            Assert.True(Allows(policy, "127.0.0.1", 22));
            Assert.True(Allows(policy, "10.1.2.3", 443));
            Assert.True(Allows(policy, "2001:db8::1", 443));
        }
    }

    [Fact] public void Entries_name_addresses_networks_and_ports()
    {
        var policy = Read("""{"tcp":{"allow":["127.0.0.1:*","10.1.0.0/16:22","[::1]:443","*:9100"]}}""")!;
        Assert.True(Allows(policy, "127.0.0.1", 1));
        Assert.True(Allows(policy, "::ffff:127.0.0.1", 1));
        Assert.True(Allows(policy, "10.1.255.255", 22));
        Assert.True(Allows(policy, "192.0.2.1", 9100));
        Assert.True(Allows(policy, "::1", 443));
        Assert.False(Allows(policy, "10.1.255.255", 23));
        Assert.False(Allows(policy, "10.2.0.1", 22));
        Assert.False(Allows(policy, "::1", 80));
        Assert.False(Allows(Read("""{"tcp":{"allow":[]}}""")!, "127.0.0.1", 22));
    }

    [Theory]
    [InlineData("""{"tcp":["127.0.0.1:22"]}""")]
    [InlineData("""{"tcp":{"allowed":[]}}""")]
    [InlineData("""{"tcp":{"allow":"*:*"}}""")]
    [InlineData("""{"tcp":{"allow":[22]}}""")]
    [InlineData("""{"tcp":{"allow":["127.0.0.1"]}}""")]
    [InlineData("""{"tcp":{"allow":["::1:22"]}}""")]
    [InlineData("""{"tcp":{"allow":["printer.lan:80"]}}""")]
    [InlineData("""{"tcp":{"allow":["10.0.0.0/33:80"]}}""")]
    [InlineData("""{"tcp":{"allow":["10.0.0.1:70000"]}}""")]
    [InlineData("""{"tcp":{"allow":["10.0.0.1:0"]}}""")]
    public void What_does_not_say_what_it_means_is_none(string json) => Assert.Null(Read(json));
}
