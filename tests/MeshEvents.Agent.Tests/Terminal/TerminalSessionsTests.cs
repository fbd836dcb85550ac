using MeshEvents.Agent.Channels.Terminal;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Tests.Support;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Agent.Tests.Terminal;

/// <summary>How long real shells live, and who finds them again.</summary>
public sealed class TerminalSessionsTests : IAsyncDisposable
{
    readonly ManualTime time = new();
    readonly TerminalSessions sessions;

    public TerminalSessionsTests() => sessions = new(Machine.Current, new AgentLog(TextWriter.Null, time), time);

    public async ValueTask DisposeAsync()
    {
        var stopping = sessions.StopAsync();
        time.Advance(TerminalSession.Grace);
        await stopping;
    }

    ListedTerminal Open(Guid? session, Guid? continues = null, long? resume = null)
    {
        var (terminal, refusal) = sessions.Open(new(session, continues, new RelayOptions(80, 25, Resume: resume)));
        Assert.Equal("", refusal);
        return terminal!;
    }

    string Refused(RelayOptions options)
    {
        var (terminal, refusal) = sessions.Open(new(Guid.NewGuid(), null, options));
        Assert.Null(terminal);
        return refusal;
    }

    [Fact] public async Task A_kept_shell_dies_after_a_minute_and_not_before()
    {
        var id = Guid.NewGuid();
        var terminal = Open(id);
        sessions.Release(terminal, terminal.Session.Attach(null));
        time.Advance(TerminalSessions.KeptFor - TimeSpan.FromSeconds(1));
        Assert.False(terminal.Session.Ended.IsCompleted);
        Assert.Equal(1, sessions.Count);

        time.Advance(TimeSpan.FromSeconds(1));
        await Deadline.Within(terminal.Session.Ended, "the shell to end");
        Assert.Equal(0, sessions.Count);
        Assert.Contains("no longer there", sessions.Open(new(id, null, new RelayOptions(Resume: 10))).Refusal);
    }

    [Fact] public void A_shell_that_was_found_again_is_not_counted_down()
    {
        var id = Guid.NewGuid();
        var terminal = Open(id);
        sessions.Release(terminal, terminal.Session.Attach(null));
        Assert.Same(terminal, Open(id, resume: 0));
        Assert.False(terminal.Fresh);
        terminal.Session.Attach(0);
        time.Advance(TerminalSessions.KeptFor * 2);
        Assert.False(terminal.Session.Ended.IsCompleted);
    }

    [Fact] public void A_session_that_continues_another_takes_its_shell()
    {
        var (old, next) = (Guid.NewGuid(), Guid.NewGuid());
        var terminal = Open(old);
        sessions.Release(terminal, terminal.Session.Attach(null));
        Assert.Same(terminal, Open(next, continues: old, resume: 1));
        Assert.Equal(next, terminal.Id);
        Assert.NotSame(terminal, Open(old));
        Assert.Equal(2, sessions.Count);
    }

    [Fact] public void A_late_release_by_a_replaced_tunnel_does_not_count_down()
    {
        var id = Guid.NewGuid();
        var terminal = Open(id);
        var first = terminal.Session.Attach(null);
        terminal.Session.Attach(null);
        sessions.Release(terminal, first);
        time.Advance(TerminalSessions.KeptFor * 2);
        Assert.False(terminal.Session.Ended.IsCompleted);
    }

    [Fact] public async Task Without_a_session_the_shell_ends_with_its_tunnel()
    {
        var terminal = Open(null);
        sessions.Release(terminal, terminal.Session.Attach(null));
        await Deadline.Within(terminal.Session.Ended, "the shell to end");
        Assert.Equal(0, sessions.Count);
    }

    [Fact] public void Only_offered_shells_run()
    {
        Assert.Contains("does not offer", Refused(new RelayOptions(Shell: "/usr/bin/python3")));
        Assert.Contains("does not offer", Refused(new RelayOptions(Shell: "/bin/bash -c id")));
        Assert.Equal(0, sessions.Count);
    }

    [Fact] public void There_is_room_for_thirty_two()
    {
        for (var i = 0; i < TerminalSessions.Limit; i++) Open(Guid.NewGuid());
        Assert.Contains("32 terminals", Refused(new RelayOptions()));
    }
}
