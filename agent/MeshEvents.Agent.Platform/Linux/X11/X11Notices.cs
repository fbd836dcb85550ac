using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>Questions, notices and the bar on the X11 display of this machine. The connection is made when there is something to show, and ends with it.</summary>
sealed class X11Notices : INotices
{
    static readonly TimeSpan lookAgain = TimeSpan.FromSeconds(2);

    readonly Func<Action<ReadOnlyMemory<byte>>, X11Connection> connect;
    readonly TimeProvider time;
    readonly CancellationTokenSource stop = new();
    readonly SemaphoreSlim turn = new(1, 1), opening = new(1, 1);
    readonly Pulse barChanged = new();
    readonly Task keepingBar;
    X11Desk? desk;
    int users;
    volatile bool asking;
    volatile IReadOnlyList<BarLine> bar = [];

    public X11Notices(Func<Action<ReadOnlyMemory<byte>>, X11Connection> connect, TimeProvider time)
    {
        (this.connect, this.time) = (connect, time);
        keepingBar = KeepBarAsync();
    }

    public event Action<Guid>? EndWanted;

    public bool IsAsking => asking;

    public bool IsTheirs(int x, int y) => asking || desk?.Covers(x, y) == true;

    public async Task<PersonAnswer> AskAsync(Notice question, TimeSpan patience, Action shown, CancellationToken stop)
    {
        await turn.WaitAsync(stop);
        try
        {
            asking = true;          // before the window is there: nobody else's click may meet it
            if (await OpenAsync() is not { } on) return PersonAnswer.Nobody;
            try
            {
                return await new X11Question(on, question, patience, time).AskAsync(shown, stop);
            }
            finally
            {
                await CloseAsync(on);
            }
        }
        catch (Exception e) when (e is IOException or X11Error)
        {
            return PersonAnswer.Nobody;
        }
        finally
        {
            asking = false;
            turn.Release();
        }
    }

    public async Task<bool> TellAsync(Notice notice, TimeSpan time)
    {
        if (await OpenAsync() is not { } on) return false;
        try
        {
            var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var panel = await on.ShowAsync(new X11Faces(on.Font).Notice(notice), pressed: _ => closed.TrySetResult());
            _ = HideLaterAsync(on, panel, time);
            return true;
        }
        catch (Exception e) when (e is IOException or X11Error)
        {
            await CloseAsync(on);
            return false;
        }
    }

    public async Task<PersonAnswer> MessageAsync(Notice message, TimeSpan patience, CancellationToken stop)
    {
        if (await OpenAsync() is not { } on) return PersonAnswer.Nobody;
        try
        {
            var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var panel = await on.ShowAsync(new X11Faces(on.Font).Message(message), pressed: _ => closed.TrySetResult());
            try
            {
                var first = await Task.WhenAny(closed.Task, on.Over, Task.Delay(patience, time, stop));
                stop.ThrowIfCancellationRequested();
                return first == closed.Task ? PersonAnswer.Allowed : first == on.Over ? PersonAnswer.Nobody : PersonAnswer.TimedOut;
            }
            finally
            {
                await on.HideAsync(panel);
            }
        }
        catch (Exception e) when (e is IOException or X11Error) { return PersonAnswer.Nobody; }
        finally
        {
            await CloseAsync(on);
        }
    }

    public void ShowBar(IReadOnlyList<BarLine> lines)
    {
        bar = lines;
        barChanged.Set();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await keepingBar;
        if (desk is not null) await desk.DisposeAsync();
    }

    async Task HideLaterAsync(X11Desk on, X11Panel panel, TimeSpan after)
    {
        await Task.Delay(after, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await on.HideAsync(panel);
        await CloseAsync(on);
    }

    /// <summary>Shows what the bar should say, again after the display was away, as long as it says anything.</summary>
    async Task KeepBarAsync()
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                while (bar.Count == 0) await barChanged.WaitAsync(stop.Token);
                if (await OpenAsync() is not { } on)
                {
                    await Task.Delay(lookAgain, time, stop.Token);
                    continue;
                }
                try
                {
                    while (bar is { Count: > 0 } lines && !on.Over.IsCompleted) await ShowUntilChangedAsync(on, lines);
                }
                catch (Exception e) when (e is IOException or X11Error)
                {
                    await Task.Delay(lookAgain, time, stop.Token);
                }
                finally
                {
                    await CloseAsync(on);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
    }

    async Task ShowUntilChangedAsync(X11Desk on, IReadOnlyList<BarLine> lines)
    {
        var panel = await on.ShowAsync(new X11Faces(on.Font).Bar(lines), row => End(lines, row), atEdge: true);
        try
        {
            var changed = barChanged.WaitAsync(stop.Token).AsTask();
            if (await Task.WhenAny(changed, on.Over) == on.Over) barChanged.Set();
            await changed;
        }
        finally
        {
            await on.HideAsync(panel);
        }
    }

    /// <summary>The last row may stand for several.</summary>
    void End(IReadOnlyList<BarLine> lines, int row)
    {
        var meant = lines.Count > X11Faces.MostRows && row == X11Faces.MostRows - 1 ? lines.Skip(row) : lines.Skip(row).Take(1);
        foreach (var line in meant) EndWanted?.Invoke(line.Id);
    }

    async Task<X11Desk?> OpenAsync()
    {
        await opening.WaitAsync();
        try
        {
            if (desk is { Over.IsCompleted: true } gone)
            {
                (desk, users) = (null, 0);
                await gone.DisposeAsync();
            }
            desk ??= await X11Desk.TryOpenAsync(connect, time);
            if (desk is not null) users++;
            return desk;
        }
        finally
        {
            opening.Release();
        }
    }

    async Task CloseAsync(X11Desk on)
    {
        await opening.WaitAsync();
        try
        {
            if (on != desk || --users > 0) return;
            desk = null;
            await on.DisposeAsync();
        }
        finally
        {
            opening.Release();
        }
    }
}
