using System.Text;
using System.Text.Json;
using MeshEvents.Cli.Jobs;

namespace MeshEvents.Cli.Tests;

/// <summary>What `mesh run` makes of words, of bytes, and of outcomes.</summary>
public sealed class RunVerbTests
{
    [Theory]
    [InlineData("uptime; id", "uptime; id")]
    [InlineData("echo 'a  b'", "echo", "a  b")]
    [InlineData("printf %s 'it'\\''s' ''", "printf", "%s", "it's", "")]
    [InlineData("ls -l /tmp/a_b.txt", "ls", "-l", "/tmp/a_b.txt")]
    [InlineData("echo '$HOME' '`id`'", "echo", "$HOME", "`id`")]
    public void Words_stay_what_they_were(string text, params string[] words) => Assert.Equal(text, ShellWords.Join(words));

    [Fact]
    public void Lines_are_whole_wherever_the_bytes_are_cut()
    {
        var bytes = Encoding.UTF8.GetBytes("één\r\nzwei €\n\n日本");
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var to = new StringWriter { NewLine = "\n" };
            var lines = new HostLines("pc-17", to, onScreen: false);
            lines.Take(bytes.AsSpan(0, cut));
            lines.Take(bytes.AsSpan(cut));
            lines.End();
            Assert.Equal("pc-17: één\npc-17: zwei €\npc-17: \npc-17: 日本\n", to.ToString());
        }
    }

    [Fact]
    public void A_screen_is_not_handed_escape_sequences()
    {
        var to = new StringWriter();
        var lines = new HostLines("pc", to, onScreen: true);
        lines.Take("\u001b]0;title\u0007red\n"u8);
        Assert.DoesNotContain('\u001b', to.ToString());
    }

    [Fact]
    public void A_line_that_never_ends_is_not_gathered_for_ever()
    {
        var to = new StringWriter();
        var lines = new HostLines("pc", to, onScreen: false);
        for (var n = 0; n < 100; n++) lines.Take(new byte[1024].Select(_ => (byte)'x').ToArray());
        Assert.InRange(to.ToString().Split('\n').Length, 5, 10);
    }

    [Theory]
    [InlineData("Done", 0, null, false, 0)]
    [InlineData("Failed", 3, null, false, 3)]
    [InlineData("Failed", 70000, null, false, 255)]
    [InlineData("Failed", null, "SIGKILL", false, 137)]
    [InlineData("Failed", null, "signal 34", false, 128)]
    [InlineData("Failed", null, "SIGTERM", true, 124)]
    [InlineData("Failed", null, null, false, 125)]
    [InlineData("Refused", null, null, false, 125)]
    [InlineData("Cancelled", null, "SIGTERM", false, 125)]
    [InlineData("Expired", null, null, false, 125)]
    [InlineData("Unknown", null, null, false, 125)]
    public void Each_outcome_has_its_exit_code(string state, int? exit, string? signal, bool timedOut, int code) =>
        Assert.Equal(code, RunOutcome.Of(JsonSerializer.SerializeToElement(new { deviceName = "pc", state, exit, signal, timedOut, why = (string?)null })).Code);
}
