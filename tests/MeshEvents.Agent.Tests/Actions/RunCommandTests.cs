using System.Globalization;
using System.Text.Json;
using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Actions;

/// <summary>Real shells, real programs: what a person gives to run, and what a bad one does.</summary>
public sealed class RunCommandTests
{
    [Fact] public async Task Both_outputs_are_kept_apart_and_the_exit_code_is_the_shells()
    {
        var ran = Ran.Start("echo one; echo two >&2; exit 3");
        var result = await ran.ResultAsync();
        Assert.Equal((ActionEnd.Done, ""), ((await ran.EndAsync()).End, (await ran.EndAsync()).Why));
        Assert.Equal(("one\n", "two\n"), (ran.Output, ran.Errors));
        Assert.Equal((3, 8L, 4L, false, false), (result.GetProperty("exit").GetInt32(), result.GetProperty("bytes").GetInt64(), result.GetProperty("errorBytes").GetInt64(),
            result.GetProperty("cut").GetBoolean(), result.GetProperty("timedOut").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, result.GetProperty("signal").ValueKind);
    }

    [Fact] public async Task What_is_written_comes_while_it_runs()
    {
        var ran = Ran.Start("echo begun; while :; do sleep 1000; done");
        await ran.WritesAsync("begun");
        Assert.False(ran.Ending.IsCompleted);
        await ran.CancelAsync();
        Assert.Equal(ActionEnd.Failed, (await ran.EndAsync()).End);
    }

    [Fact] public async Task There_is_nothing_to_read() => Assert.Equal(0, (await Ran.Start("cat; read x").ResultAsync()).GetProperty("bytes").GetInt64());

    [Fact] public async Task Several_lines_are_one_script()
    {
        var ran = Ran.Start("a=1\nif [ $a = 1 ]; then\n  echo 'it''s'\nfi\n# äöü\nprintf 日本");
        await ran.EndAsync();
        Assert.Equal("its\n日本", ran.Output);
    }

    [Fact] public async Task Bytes_that_are_no_text_come_as_they_are()
    {
        var ran = Ran.Start("head -c 300000 /dev/urandom | tee /dev/fd/2 | sha256sum >/dev/null", limit: 1 << 20);
        var result = await ran.ResultAsync();
        Assert.Equal(300_000, result.GetProperty("bytes").GetInt64());
        var zeros = Ran.Start(@"printf '\000\377\000\n'");
        Assert.Equal(Ran.Hash([0, 255, 0, 10]), (await zeros.ResultAsync()).GetProperty("sha256").GetString());
        Assert.Equal([0, 255, 0, 10], zeros.Bytes);
    }

    [Fact] public async Task Letter_by_letter_is_not_piece_by_piece()
    {
        var ran = Ran.Start("i=0; while [ $i -lt 2000 ]; do printf x; i=$((i+1)); done");
        await ran.EndAsync();
        Assert.Equal(2000, ran.Output.Length);
        Assert.InRange(ran.Pieces.Count, 1, 200);
    }

    [Fact] public async Task One_that_never_ends_is_ended_when_its_time_is_over_with_all_that_it_started()
    {
        var ran = Ran.Start("sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1000; done' & sleep 1000 & wait", timeout: 1);
        var result = await ran.ResultAsync();
        Assert.Equal((ActionEnd.Failed, "It did not end within 1 seconds and was made to."), ((await ran.EndAsync()).End, (await ran.EndAsync()).Why));
        Assert.True(result.GetProperty("timedOut").GetBoolean());
        Assert.False(Ran.Runs(int.Parse(ran.Output, CultureInfo.InvariantCulture)));
    }

    [Fact] public async Task One_that_forks_away_in_its_session_is_ended_too()
    {
        var ran = Ran.Start("set -m; (sh -c 'echo $$; exec sleep 1000' &) ; sleep 1000", shell: "bash");
        await Deadline.Until(() => ran.Output.EndsWith('\n'), "the child's number");
        await ran.CancelAsync();
        Assert.Equal("It was cancelled.", (await ran.EndAsync()).Why);
        Assert.False(Ran.Runs(int.Parse(ran.Output, CultureInfo.InvariantCulture)));
    }

    [Fact] public async Task One_that_makes_a_session_of_its_own_is_left_and_said()
    {
        var ran = Ran.Start("setsid sh -c 'echo $$; exec sleep 1000' & sleep 0.3; echo done");
        var outcome = await ran.EndAsync();
        var stray = int.Parse(ran.Output.Split('\n')[0], CultureInfo.InvariantCulture);
        try
        {
            Assert.Equal((ActionEnd.Done, "A program that it started still runs, in a session of its own."), (outcome.End, outcome.Why));
            Assert.True(Ran.Runs(stray));
        }
        finally
        {
            using var process = System.Diagnostics.Process.GetProcessById(stray);
            process.Kill();
        }
    }

    [Fact] public async Task A_program_in_the_background_does_not_hold_the_run_open()
    {
        var ran = Ran.Start("sleep 1000 & echo $!");
        var outcome = await ran.EndAsync();
        Assert.Equal("A program that it started still runs.", outcome.Why);
        using var process = System.Diagnostics.Process.GetProcessById(int.Parse(ran.Output, CultureInfo.InvariantCulture));
        process.Kill();
    }

    [Fact] public async Task The_signal_that_ended_it_is_named()
    {
        var result = await Ran.Start("kill -SEGV $$").ResultAsync();
        Assert.Equal(("SIGSEGV", JsonValueKind.Null), (result.GetProperty("signal").GetString(), result.GetProperty("exit").ValueKind));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""{"shell":"sh","text":"","as":"agent","timeout":1,"limit":1}""")]
    [InlineData("""{"shell":"sh","text":"a\u0000b","as":"agent","timeout":1,"limit":1}""")]
    [InlineData("""{"shell":"zsh","text":"id","as":"agent","timeout":1,"limit":1}""")]
    [InlineData("""{"shell":"sh","text":"id","as":"root","timeout":1,"limit":1}""")]
    [InlineData("""{"shell":"sh","text":"id","as":"agent","timeout":0,"limit":1}""")]
    [InlineData("""{"shell":"sh","text":"id","as":"agent","timeout":1,"limit":-1}""")]
    [InlineData("""{"shell":"cmd","text":"id","as":"agent","timeout":1,"limit":1}""")]
    public async Task What_makes_no_sense_is_refused_and_nothing_is_done(string arguments)
    {
        var outcome = await Ran.Start(JsonDocument.Parse(arguments).RootElement).EndAsync();
        Assert.Equal((ActionEnd.Refused, true), (outcome.End, outcome.Why.Length > 0));
        Assert.Null(outcome.Result);
    }

    [Fact] public async Task A_command_longer_than_the_system_takes_is_refused() => Assert.Equal(ActionEnd.Refused, (await Ran.Start(new string('ä', 70_000)).EndAsync()).End);
}
