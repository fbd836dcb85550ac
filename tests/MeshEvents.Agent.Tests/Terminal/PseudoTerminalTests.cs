using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Terminal;

/// <summary>A real bash on a real pseudo terminal. Commands are typed so that their echo does not hold what they print.</summary>
public sealed class PseudoTerminalTests
{
    [Fact] public async Task Echoes_what_is_typed_and_shows_what_is_printed()
    {
        using var shell = new Shell();
        await shell.TypeAsync("echo \"one\"'two'\n");
        await shell.ShowsAsync("echo \"one\"'two'");
        await shell.ShowsAsync("onetwo");
    }

    [Fact] public async Task Colours_and_other_alphabets_pass_unchanged()
    {
        using var shell = new Shell();
        await shell.TypeAsync("printf '\\033[31m%s\\033[0m|%s\\n' red 'ä€😀日本'\n");
        await shell.ShowsAsync("\u001b[31mred\u001b[0m|ä€😀日本");
    }

    [Fact] public async Task Control_C_interrupts_the_running_command()
    {
        using var shell = new Shell();
        await shell.TypeAsync("echo be''gin; sleep 1000; echo not\"\"reached\n");
        await shell.ShowsAsync("begin\r\n");
        await shell.TypeAsync("\u0003");
        await shell.TypeAsync("echo st$((6*7))\n");
        await shell.ShowsAsync("st42");
        Assert.DoesNotContain("notreached", shell.Output);
    }

    [Fact] public async Task Size_is_known_at_the_start_and_after_a_change()
    {
        using var shell = new Shell(columns: 91, rows: 17);
        await shell.TypeAsync("stty size\n");
        await shell.ShowsAsync("17 91");
        shell.Terminal.Resize(133, 44);
        await shell.TypeAsync("stty size\n");
        await shell.ShowsAsync("44 133");
    }

    [Theory]
    [InlineData("exit 7\n", 7)]
    [InlineData("exit\n", 0)]
    [InlineData("kill -9 $$\n", 137)]
    public async Task Exit_code_is_that_of_the_shell(string typed, int expected)
    {
        using var shell = new Shell();
        await shell.TypeAsync(typed);
        Assert.Equal(expected, await Deadline.Within(shell.Terminal.Exited, "the shell to end"));
        await Deadline.Within(shell.Ended, "the end of output");
    }

    [Theory]
    [InlineData("sh -c 'echo pid''=$$=; exec sleep 1000' & disown\n")]
    [InlineData("setsid sh -c 'echo pid''=$$=; exec sleep 1000' &\n")]
    public async Task A_job_left_behind_does_not_hold_the_terminal_open(string job)
    {
        using var shell = new Shell();
        await shell.TypeAsync(job.Replace("''", "\"\""));
        await Deadline.Until(() => PidIn(shell.Output) is not null, "the job to say who it is");
        using var left = System.Diagnostics.Process.GetProcessById(PidIn(shell.Output)!.Value);
        try
        {
            await shell.TypeAsync("exit 5\n");
            await Deadline.Within(shell.Ended, "the end of output");
            Assert.Equal(5, await Deadline.Within(shell.Terminal.Exited, "the shell to end"));
            Assert.False(left.HasExited);
        }
        finally
        {
            left.Kill();
        }
    }

    static int? PidIn(string output) =>
        System.Text.RegularExpressions.Regex.Match(output, "pid=([0-9]+)=") is { Success: true } match ? int.Parse(match.Groups[1].Value) : null;

    [Fact] public async Task Hang_up_ends_the_shell_and_its_job()
    {
        using var shell = new Shell();
        await shell.TypeAsync("echo be''gin; sleep 1000\n");
        await shell.ShowsAsync("begin\r\n");
        shell.Terminal.HangUp();
        Assert.Equal(129, await Deadline.Within(shell.Terminal.Exited, "the shell to end"));
        await Deadline.Within(shell.Ended, "the job to end");
    }

    [Fact] public async Task The_shell_is_a_login_shell_with_a_clean_environment()
    {
        Environment.SetEnvironmentVariable("AGENT_SECRET_FOR_TEST", "leaked");
        using var shell = new Shell();
        await shell.TypeAsync("env | sort | tr '\\n' ';'; shopt -q login_shell && echo log''in; pwd; tty; echo en''d\n");
        await shell.ShowsAsync("end\r\n");
        Assert.Contains("TERM=xterm-256color;", shell.Output);
        Assert.Contains("COLORTERM=truecolor;", shell.Output);
        Assert.Contains("HISTCONTROL=ignoreboth;", shell.Output);
        Assert.Contains("LANG=", shell.Output);
        Assert.Contains("login", shell.Output);
        Assert.Contains("/dev/pts/", shell.Output);
        Assert.DoesNotContain("leaked", shell.Output);
        Assert.DoesNotContain("DOTNET", shell.Output);
    }

    [Fact] public async Task A_large_paste_arrives_whole()
    {
        using var shell = new Shell();
        await shell.TypeAsync("stty raw -echo; head -c 300000 | md5sum; stty sane\n");
        await shell.ShowsAsync("stty sane");
        var paste = new string('x', 300_000);
        await Deadline.Within(shell.TypeAsync(paste), "the paste to be taken");
        await shell.ShowsAsync(Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.ASCII.GetBytes(paste))));
    }

    [Fact] public void Offered_shells_exist_and_bash_comes_first()
    {
        var shells = Machine.Current.Shells();
        Assert.Equal("/bin/bash", shells[0]);
        Assert.All(shells, s => Assert.True(File.Exists(s)));
        Assert.DoesNotContain(shells, s => s.EndsWith("nologin", StringComparison.Ordinal));
    }

    [Fact] public void A_program_that_does_not_exist_is_refused() =>
        Assert.Throws<IOException>(() => Machine.Current.OpenTerminal(new("/no/such/shell", 80, 25)));

    [Fact] public async Task Thirty_terminals_do_not_disturb_each_other()
    {
        var shells = Enumerable.Range(0, 30).Select(_ => new Shell()).ToArray();
        try
        {
            await Task.WhenAll(shells.Select((s, i) => s.TypeAsync($"echo n=$(({i}+1000))\n")));
            await Task.WhenAll(shells.Select((s, i) => s.ShowsAsync($"n={i + 1000}")));
        }
        finally
        {
            foreach (var shell in shells) shell.Dispose();
        }
    }
}
