using MeshEvents.Agent.Channels.Consent;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.State;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Agent.Tests.Consent;

/// <summary>What an installation demands at least, in its policy file.</summary>
public sealed class ConsentPolicyTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("policy-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    ConsentPolicy Load(string text)
    {
        using var state = StateFolder.Open(folder, Machine.Current.Files);
        File.WriteAllText(Path.Combine(folder, PolicyFile.FileName), text);
        return ConsentPolicy.Load(state);
    }

    [Theory]
    [InlineData("""{"consent":{"desktop":"ask","terminal":"tell","files":"unattended","bar":true}}""", ConsentBits.AskDesktop | ConsentBits.TellTerminal | ConsentBits.Bar)]
    [InlineData("""{"consent":{"files":"ask"},"files":{"roots":["/srv"]}}""", ConsentBits.AskFiles)]
    [InlineData("""{"consent":{}}""", ConsentBits.None)]
    [InlineData("""{"files":{"roots":["/srv"]}}""", ConsentBits.None)]
    public void Each_kind_of_session_has_its_word(string text, ConsentBits least) => Assert.Equal(least, Load(text).Least);

    [Theory]
    [InlineData("""{"consent":"ask"}""")]
    [InlineData("""{"consent":{"desktop":"always"}}""")]
    [InlineData("""{"consent":{"desktop":true}}""")]
    [InlineData("""{"consent":{"bar":"yes"}}""")]
    [InlineData("""{"consent":{"dekstop":"ask"}}""")]
    [InlineData("""["consent"]""")]
    [InlineData("""{"consent":""")]
    public void What_is_not_understood_stops_the_start(string text) => Assert.Contains(PolicyFile.FileName, Assert.Throws<AgentRefusal>(() => Load(text)).Message);

    [Theory]
    [InlineData("ask", ConsentBits.AskDesktop | ConsentBits.AskTerminal | ConsentBits.AskFiles | ConsentBits.Bar)]
    [InlineData("tell", ConsentBits.TellDesktop | ConsentBits.TellTerminal | ConsentBits.TellFiles | ConsentBits.Bar)]
    [InlineData("unattended", ConsentBits.None)]
    public void One_word_at_the_installation_is_for_every_kind(string word, ConsentBits least) => Assert.Equal(least, Load($$"""{"consent":{{ConsentPolicy.MemberOf(word)}}}""").Least);

    [Fact] public void Another_word_is_none() => Assert.Null(ConsentPolicy.MemberOf("maybe"));
}
