using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Wire.Desktop;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Agent.Channels.Desktop;

/// <summary>What a viewer was told of the screen beside its pixels; only what is another by now is told again.</summary>
sealed class ScreenTold
{
    (int Width, int Height)? size;
    string? displays;
    IReadOnlyList<DisplayArea> unnamed = [];
    byte? cursor, locks;
    bool blank;

    public void ForgetSize() => size = null;

    public void ForgetDisplays() => displays = null;

    public List<DesktopOutput> News(ScreenViewer viewer)
    {
        var (state, view) = (viewer.Watch.State, viewer.View);
        List<DesktopOutput> news = [];
        if (size != (view.Width, view.Height))
        {
            size = (view.Width, view.Height);
            news.Add(new DesktopScreen((ushort)view.Width, (ushort)view.Height));
            viewer.Forget();                   // what was drawn before is void
        }
        if (locks != state.Locks) news.Add(new DesktopKeyState((KeyLocks)(locks = state.Locks).Value));
        var known = string.Join(' ', state.Displays) + viewer.Display;
        if (displays != known)
        {
            displays = known;
            news.AddRange(Displays(state.Displays, viewer.Display));
            unnamed = state.Displays.Count < 2 ? [] : state.Displays;
        }
        if (cursor != state.Cursor) news.Add(new DesktopCursor((CursorShape)(cursor = state.Cursor).Value));
        return news;
    }

    /// <summary>What the displays are called that were told of last; packets have no room for it.</summary>
    public IEnumerable<RelayDisplay> Names()
    {
        var names = unnamed.Select(d => new RelayDisplay(d.Id, d.Name, d.Primary));
        unnamed = [];
        return names;
    }

    /// <summary>The sentence that stands over a screen whose saver is on, or its end; null when that is no news.</summary>
    public RelayConsole? Words(ScreenViewer viewer, bool touches)
    {
        if (viewer.Watch.State.Blank == blank) return null;
        blank = !blank;
        return new(!blank ? null
            : touches ? "The screen of this device is blank: its screen saver is on, and it may be locked. Move the pointer or press a key to wake it."
            : "The screen of this device is blank: its screen saver is on, and it may be locked. Only somebody who may use it can wake it.");
    }

    static IEnumerable<DesktopOutput> Displays(IReadOnlyList<DisplayArea> displays, int chosen)
    {
        if (displays.Count < 2)
        {
            yield return new DesktopDisplays([], 0);
            yield break;
        }
        // one that was unplugged is shown again when it is back; until then all are
        var selected = displays.Any(d => d.Id == chosen) ? (ushort)chosen : DesktopDisplays.All;
        yield return new DesktopDisplays([DesktopDisplays.All, .. displays.Select(d => (ushort)d.Id)], selected);
        yield return new DesktopDisplayInfo([.. displays.Select(d => new DisplayPlace((ushort)d.Id, Pixel(d.Area.X), Pixel(d.Area.Y), Pixel(d.Area.Width), Pixel(d.Area.Height)))]);
    }

    static ushort Pixel(int value) => (ushort)Math.Clamp(value, 0, ushort.MaxValue);
}
