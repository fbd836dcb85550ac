using System.Text.Json;
using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.State;

namespace MeshEvents.Agent.Tests.Actions;

public sealed class CommandPolicyTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("policy-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    CommandPolicy Load(string? policy)
    {
        if (policy is not null) File.WriteAllText(Path.Combine(folder, PolicyFile.FileName), policy);
        using var state = StateFolder.Open(folder, Machine.Current.Files);
        return CommandPolicy.Load(state);
    }

    static JsonElement Run(string text) => JsonSerializer.SerializeToElement(new { text });

    [Fact] public void Nothing_said_allows_everything()
    {
        Assert.Null(Load(null).WhyNot("run", Run("id; rm x")));
        Assert.True(Load("""{"files":{"roots":["/srv"]}}""").Allows("terminal"));
    }

    [Fact] public void An_empty_list_allows_nothing() => Assert.False(Load("""{"commands":{"allow":[]}}""").Allows("files"));

    [Fact] public void Programs_alone_leave_the_rest_allowed()
    {
        var policy = Load("""{"commands":{"programs":["/usr/bin/systemctl restart","/usr/bin/uptime"]}}""");
        Assert.True(policy.Allows("terminal"));
        Assert.Null(policy.WhyNot("run", Run("/usr/bin/systemctl restart ssh.service")));
        Assert.Null(policy.WhyNot("run", Run(" /usr/bin/uptime\n")));
        foreach (var text in new[] { "/usr/bin/systemctl stop ssh", "uptime", "/usr/bin/uptime\n/bin/id", "/usr/bin/uptime&", "/usr/bin/uptime|sh", "/usr/bin/uptime `id`", "/usr/bin/uptime 'a'", "/usr/bin/uptime *", "/usr/bin/uptime ~", "/usr/bin/uptime #", "/usr/bin/uptime !x", "/usr/bin/uptime \u2028id", "" })
            Assert.NotNull(policy.WhyNot("run", Run(text)));
    }

    [Theory]
    [InlineData("""{"commands":[]}""")]
    [InlineData("""{"commands":{"allow":"run"}}""")]
    [InlineData("""{"commands":{"allow":[7]}}""")]
    [InlineData("""{"commands":{"alow":["run"]}}""")]
    [InlineData("""{"commands":{"programs":["uptime"]}}""")]
    [InlineData("""{"commands":{"programs":["/bin/sh -c 'id'"]}}""")]
    [InlineData("""{"commands":""")]
    public void What_does_not_say_what_it_means_ends_the_start(string policy) => Assert.Contains(PolicyFile.FileName, Assert.Throws<AgentRefusal>(() => Load(policy)).Message);
}
