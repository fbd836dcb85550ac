using System.Runtime.Versioning;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.State;
using MeshEvents.Wire;

namespace MeshEvents.Agent.Tests.State;

[UnsupportedOSPlatform("windows")]
public sealed class StateFolderTests : IDisposable
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly string path = Path.Combine(Directory.CreateTempSubdirectory("state-").FullName, "agent");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

    StateFolder Open() => StateFolder.Open(path, Machine.Current.Files);

    [Fact] public void Two_agents_never_share_a_folder()
    {
        using (Open())
        {
            Assert.True(StateFolder.IsHeld(path));
            Assert.Contains("Another agent", Assert.Throws<AgentRefusal>(Open).Message);
        }
        Assert.False(StateFolder.IsHeld(path));
        Open().Dispose();
    }

    [Fact] public void Folder_and_key_are_for_their_owner_alone()
    {
        Directory.CreateDirectory(path);          // as somebody made it, with wider rights
        using var folder = Open();
        using var identity = AgentIdentity.LoadOrCreate(folder);
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder.Identity));
    }

    [Fact] public void The_identity_stays_the_same()
    {
        using var folder = Open();
        using var first = AgentIdentity.LoadOrCreate(folder);
        using var second = AgentIdentity.LoadOrCreate(folder);
        Assert.Equal(first.NodeId, second.NodeId);
        Assert.Equal(384, first.Sign("x"u8).Length);
    }

    [Fact] public void A_damaged_identity_is_left_alone()
    {
        using var folder = Open();
        File.WriteAllText(folder.Identity, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
        Assert.Contains("is damaged", Assert.Throws<AgentRefusal>(() => AgentIdentity.LoadOrCreate(folder)).Message);
        Assert.Contains("AAAA", File.ReadAllText(folder.Identity));
    }

    [Fact] public void The_newest_eight_web_certificates_are_remembered()
    {
        using var folder = Open();
        var (server, other) = (Bytes48.Random(), Bytes48.Random());
        var seen = Enumerable.Range(0, KnownServers.Kept + 1).Select(_ => Bytes48.Random()).ToArray();
        var known = KnownServers.Load(folder);
        foreach (var hash in seen) known.Remember(server, hash);

        var again = KnownServers.Load(folder);
        Assert.False(again.Knows(server, seen[0]));
        Assert.All(seen[1..], hash => Assert.True(again.Knows(server, hash)));
        Assert.False(again.Knows(other, seen[^1]));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    public void A_damaged_list_of_certificates_counts_as_empty(string content)
    {
        using var folder = Open();
        File.WriteAllText(folder.KnownServers, content);
        Assert.False(KnownServers.Load(folder).Knows(Bytes48.Zero, Bytes48.Zero));
    }

    [Theory]
    [InlineData("", "MeshID")]
    [InlineData("MeshID=0xAB", "MeshID")]
    [InlineData("what is this", "line 1")]
    public void Wrong_settings_are_refused_with_file_and_reason(string content, string reason)
    {
        using var folder = Open();
        File.WriteAllText(folder.Settings, content);
        var refusal = Assert.Throws<AgentRefusal>(() => AgentSettings.Load(folder.Settings)).Message;
        Assert.Contains(folder.Settings, refusal);
        Assert.Contains(reason, refusal);
    }

    [Fact] public void Missing_settings_are_named() =>
        Assert.Contains("no settings at /nowhere/agent.msh", Assert.Throws<AgentRefusal>(() => AgentSettings.Load("/nowhere/agent.msh")).Message);
}
