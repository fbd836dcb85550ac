using System.Net.Sockets;
using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>The X11 display of this machine, wherever it is named. Wayland shows a screen only to programs that its person has allowed one by one.</summary>
sealed class X11Screens(Func<IEnumerable<X11Place>> places, Func<bool> wayland) : IScreens
{
    const string Wayland = "This machine shows its screen through Wayland, which the agent cannot watch. Sign in there with an X11 session (often called 'Xorg', at the gear of the sign-in page).";

    public X11Screens() : this(X11Places.All, X11Places.AnyWayland)
    {
    }

    public string? WhyNot()
    {
        try
        {
            using var socket = Find(place => X11Setup.Connect(place).Socket);
            return null;
        }
        catch (ScreenUnavailable e)
        {
            return e.Message;
        }
    }

    public async Task<IScreen> OpenAsync(CancellationToken stop)
    {
        var screen = Find(place => new X11Screen(place));
        try
        {
            await screen.StartAsync().WaitAsync(stop);
            return screen;
        }
        catch (Exception e)
        {
            await screen.DisposeAsync();
            if (e is X11Error or IOException) throw new ScreenUnavailable($"The screen cannot be watched: {e.Message}", e);
            if (e is ScreenUnavailable && wayland()) throw new ScreenUnavailable(Wayland, e);
            throw;
        }
    }

    public Task<string?> WhyNoLockAsync() => LoginSessions.WhyNoLockAsync();

    public Task<bool> LockAsync() => LoginSessions.LockAsync();

    public INotices NewNotices(TimeProvider time) => new X11Notices(Connect, time);

    public async Task<IScreenClipboard> OpenClipboardAsync(int limit, Action<string> changed) => await X11Clipboard.OpenAsync(Connect, limit, changed);

    X11Connection Connect(Action<ReadOnlyMemory<byte>> onEvent) => Find(place => X11Connection.Open(place, onEvent));

    T Find<T>(Func<X11Place, T> open)
    {
        string? refusal = null;
        foreach (var place in places())
        {
            try
            {
                return open(place);
            }
            catch (Exception e) when (e is X11Refused or SocketException)
            {
                if (e is X11Refused) refusal ??= $"Display :{place.Display} does not let the agent in ({e.Message}). Run the agent as root, or as the person who is signed in there.";
            }
        }
        throw new ScreenUnavailable(wayland() ? Wayland : refusal ?? "No graphical session runs on this machine. Sign in at its screen, or start one (for example Xvfb), and try again.");
    }
}
