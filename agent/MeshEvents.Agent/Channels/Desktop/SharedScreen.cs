using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Agent.Channels.Desktop;

/// <summary>The screen of this machine for all tunnels: opened for the first who watches, closed after the last.</summary>
public sealed class SharedScreen(IScreens screens, AgentLog log, TimeProvider time)
{
    /// <summary>People at once.</summary>
    public const int Limit = 16;

    readonly SemaphoreSlim opening = new(1, 1);
    ScreenWatch? watch;
    int viewers;

    /// <summary>How many watch.</summary>
    public int Viewers => viewers;

    /// <exception cref="ScreenUnavailable">There is no screen; the message is a sentence for the person who wanted it.</exception>
    internal async Task<ScreenViewer> JoinAsync(CancellationToken stop)
    {
        await opening.WaitAsync(stop);
        try
        {
            if (viewers >= Limit) throw new ScreenUnavailable($"{Limit} people watch this screen already.");
            if (watch is { Over: not null }) await CloseAsync();
            if (watch is null)
            {
                watch = new(await screens.OpenAsync(stop), time);
                log.Say($"The screen is opened ({watch.State.Width} x {watch.State.Height}, {watch.Encoder.Name} pictures).");
            }
            viewers++;
            return watch.Add();
        }
        finally
        {
            opening.Release();
        }
    }

    /// <exception cref="ScreenUnavailable">There is none.</exception>
    internal Task<IScreenClipboard> OpenClipboardAsync(Action<string> changed) => screens.OpenClipboardAsync(RelayControlReader.ClipboardLimit, changed);

    internal Task<string?> WhyNoLockAsync() => screens.WhyNoLockAsync();

    internal async Task LockAsync() => log.Say(await screens.LockAsync() ? "The screen is locked, as whoever left it wanted." : "The screen could not be locked.");

    internal async Task LeaveAsync(ScreenViewer viewer)
    {
        await opening.WaitAsync();
        try
        {
            viewers--;
            if (viewer.Watch.Remove(viewer) == 0 && watch == viewer.Watch) await CloseAsync();
        }
        finally
        {
            opening.Release();
        }
    }

    async Task CloseAsync()
    {
        var closed = watch!;
        watch = null;
        await closed.DisposeAsync();
        log.Say("The screen is closed.");
    }
}
