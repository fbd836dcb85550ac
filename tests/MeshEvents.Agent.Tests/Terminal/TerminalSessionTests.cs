using MeshEvents.Agent.Channels.Terminal;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Terminal;

/// <summary>Which output a tunnel gets, and how far the shell is read ahead of it.</summary>
public sealed class TerminalSessionTests
{
    const int Piece = 1024;

    readonly ScriptedTerminal program = new();
    readonly ManualTime time = new();
    readonly TerminalSession session;

    public TerminalSessionTests() => session = new(program, time);

    static byte[] Numbered(int from) => [.. Enumerable.Range(from, Piece).Select(i => (byte)(i * 7 + i / Piece))];

    async Task PrintAsync(int pieces)
    {
        var from = (int)session.Written;
        for (var i = 0; i < pieces; i++) program.Print(Numbered(from + i * Piece));
        await Deadline.Until(() => session.Written == from + pieces * Piece, "the output to be read");
    }

    static async Task<byte[]> TakeAsync(TerminalSession.Attachment from, int count)
    {
        List<byte> all = [];
        var buffer = new byte[5000];
        while (all.Count < count)
        {
            var taken = await Deadline.Within(from.TakeAsync(buffer, CancellationToken.None).AsTask(), "output");
            if (taken == 0) break;
            all.AddRange(buffer[..taken]);
        }
        return [.. all];
    }

    static byte[] Expected(long from, long to) => [.. Enumerable.Range((int)(from / Piece), (int)((to - from + Piece - 1) / Piece) + 1).SelectMany(p => Numbered(p * Piece)).Skip((int)(from % Piece)).Take((int)(to - from))];

    [Fact] public async Task A_second_tunnel_gets_each_missed_byte_once()
    {
        var first = session.Attach(null);
        await PrintAsync(3);
        Assert.Equal(Expected(0, 3 * Piece), await TakeAsync(first, 3 * Piece));
        first.Detach();
        await PrintAsync(5);

        var second = session.Attach(resume: 2 * Piece + 100);           // what the browser has seen, less than what was sent
        Assert.Equal((2 * Piece + 100, 0), (second.From, second.Lost));
        Assert.Equal(Expected(2 * Piece + 100, 8 * Piece), await TakeAsync(second, 6 * Piece - 100));
        await PrintAsync(1);
        Assert.Equal(Expected(8 * Piece, 9 * Piece), await TakeAsync(second, Piece));
    }

    [Fact] public async Task What_no_longer_fits_is_lost_and_counted()
    {
        await PrintAsync(1);
        await PrintAsync(TerminalSession.Kept / Piece + 9);
        var attachment = session.Attach(resume: 5);
        Assert.Equal(10 * Piece, attachment.From);
        Assert.Equal(10 * Piece - 5, attachment.Lost);
        Assert.Equal(Expected(10 * Piece, session.Written), await TakeAsync(attachment, TerminalSession.Kept));
    }

    [Fact] public async Task Without_a_number_all_that_is_kept_comes()
    {
        await PrintAsync(2);
        var attachment = session.Attach(null);
        Assert.Equal((0, 0), (attachment.From, attachment.Lost));
        Assert.Equal(Expected(0, 2 * Piece), await TakeAsync(attachment, 2 * Piece));
    }

    [Fact] public async Task A_number_from_the_future_counts_as_the_end()
    {
        await PrintAsync(2);
        Assert.Equal(2 * Piece, session.Attach(resume: long.MaxValue).From);
    }

    [Fact] public async Task A_tunnel_that_does_not_take_stops_the_reading()
    {
        var attachment = session.Attach(null);
        for (var i = 0; i < 200; i++) program.Print(Numbered(i * Piece));
        await Deadline.Until(() => session.Written == TerminalSession.Window, "the window to fill");
        Assert.Equal(Expected(0, 200 * Piece), await TakeAsync(attachment, 200 * Piece));
    }

    [Fact] public async Task A_broken_tunnel_lets_the_shell_go_on()
    {
        var attachment = session.Attach(null);
        for (var i = 0; i < 200; i++) program.Print(Numbered(i * Piece));
        await Deadline.Until(() => session.Written == TerminalSession.Window, "the window to fill");
        Assert.True(attachment.Detach());
        await Deadline.Until(() => session.Written == 200 * Piece, "the shell to be read on");
    }

    [Fact] public async Task Output_that_comes_while_a_full_store_is_resumed_is_not_lost()
    {
        await PrintAsync(TerminalSession.Kept / Piece);
        var attachment = session.Attach(resume: 0);
        for (var i = 0; i < 50; i++) program.Print(Numbered(TerminalSession.Kept + i * Piece));
        Assert.Equal(Expected(0, TerminalSession.Kept + 50 * Piece), await TakeAsync(attachment, TerminalSession.Kept + 50 * Piece));
    }

    [Fact] public async Task A_tunnel_that_was_replaced_gets_no_more()
    {
        var first = session.Attach(null);
        var second = session.Attach(null);
        Assert.True(first.Replaced.IsCancellationRequested);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.TakeAsync(new byte[10], CancellationToken.None).AsTask());
        Assert.False(first.Detach());
        await PrintAsync(1);
        Assert.Equal(Expected(0, Piece), await TakeAsync(second, Piece));
    }

    [Fact] public async Task The_last_output_comes_before_the_end()
    {
        var attachment = session.Attach(null);
        program.Print(Numbered(0));
        program.Exit(3);
        Assert.Equal(3, await Deadline.Within(session.Ended, "the end"));
        Assert.Equal(Expected(0, Piece), await TakeAsync(attachment, 2 * Piece));
    }

    [Fact] public async Task A_shell_that_ignores_the_hang_up_is_ended_by_force()
    {
        var ending = session.EndAsync();
        Assert.Equal((1, false), (program.HangUps, program.Killed));
        time.Advance(TerminalSession.Grace);
        await Deadline.Within(ending, "the end by force");
        Assert.True(program.Killed);
        Assert.Equal(137, await Deadline.Within(session.Ended, "the end"));
    }
}
