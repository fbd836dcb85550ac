namespace MeshEvents.Agent.Tests;

public sealed class CommandLineTests
{
    [Fact] public void Without_a_word_the_agent_runs() => Assert.Equal(new CommandLine(AgentVerb.Run), CommandLine.Parse([]));

    [Fact] public void Paths_are_taken_for_run() =>
        Assert.Equal(new CommandLine(AgentVerb.Run, State: "/s", Msh: "/m"), CommandLine.Parse(["run", "--state", "/s", "--msh", "/m"]));

    [Fact] public void The_other_words_are_known()
    {
        Assert.Equal(new CommandLine(AgentVerb.Install, Msh: "m"), CommandLine.Parse(["install", "--msh", "m"]));
        Assert.Equal(new CommandLine(AgentVerb.Install, Allow: "desktop,files", Programs: "/usr/bin/uptime, /bin/df -h"), CommandLine.Parse(["install", "--allow", "desktop,files", "--programs", "/usr/bin/uptime, /bin/df -h"]));
        Assert.Equal(new CommandLine(AgentVerb.Install, Consent: "ask"), CommandLine.Parse(["install", "--consent", "ask"]));
        Assert.Equal(new CommandLine(AgentVerb.Uninstall, Purge: true), CommandLine.Parse(["uninstall", "--purge"]));
        Assert.Equal(new CommandLine(AgentVerb.Uninstall, Retired: true), CommandLine.Parse(["uninstall", "--retired"]));
        Assert.Equal(new CommandLine(AgentVerb.Status, State: "s"), CommandLine.Parse(["status", "--state", "s"]));
        Assert.Equal(AgentVerb.Version, CommandLine.Parse(["--version"]).Verb);
        Assert.Equal(AgentVerb.Help, CommandLine.Parse(["run", "--help"]).Verb);
    }

    [Theory]
    [InlineData("fly")]
    [InlineData("run", "install")]
    [InlineData("--state")]
    [InlineData("--state", "--msh")]
    [InlineData("run", "--purge")]
    [InlineData("run", "--retired")]
    [InlineData("uninstall", "--purge", "--retired")]
    [InlineData("status", "--msh", "x")]
    [InlineData("install", "--state", "x")]
    [InlineData("install", "--consent", "maybe")]
    [InlineData("install", "--consent")]
    [InlineData("install", "--allow")]
    [InlineData("install", "--allow", "desktop,,files")]
    [InlineData("install", "--allow", "--msh")]
    [InlineData("install", "--programs", "uptime")]
    [InlineData("install", "--programs", "/bin/sh -c \"id\"")]
    [InlineData("run", "--allow", "desktop")]
    [InlineData("run", "--consent", "ask")]
    [InlineData("--colour")]
    public void What_is_wrong_is_said_in_a_sentence(params string[] arguments) => Assert.EndsWith(".", CommandLine.Parse(arguments).Wrong);
}
