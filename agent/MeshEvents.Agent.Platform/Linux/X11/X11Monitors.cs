using System.Buffers.Binary;
using System.Text;
using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>The monitors of a display, by RANDR 1.5 (X Resize and Rotate Extension, 7 and 9); none where the display does not tell.</summary>
static class X11Monitors
{
    const int SelectInput = 4, GetMonitors = 42, GetAtomName = 17;
    const int MonitorSize = 24, MonitorLimit = 16, NameLimit = 64;
    const int ScreenChange = 1, CrtcChange = 2, OutputChange = 4;

    /// <summary>From now on the display says when monitors come, go, or are arranged anew, by events of RANDR.</summary>
    public static async Task WatchAsync(X11Connection display, X11Extension randr)
    {
        if (randr.Exists) await display.SendAsync(randr.Request(SelectInput).U32(display.Setup.Root).U16(ScreenChange | CrtcChange | OutputChange).U16(0));
    }

    // reply: u32 monitors at 12; each: u32 name, u8 primary, u8 automatic, u16 outputs, x, y, width, height, mm, mm, outputs
    public static async Task<IReadOnlyList<DisplayArea>> AskAsync(X11Connection display, X11Extension randr)
    {
        if (!randr.Exists) return [];
        var reply = await display.AskAsync(randr.Request(GetMonitors).U32(display.Setup.Root).U8(1));
        var (monitors, names) = (new List<DisplayArea>(), new List<uint>());
        var count = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(reply.AsSpan(12)), MonitorLimit);
        for (int i = 0, at = 32; i < count && at + MonitorSize <= reply.Length; i++)
        {
            var one = reply.AsSpan(at);
            monitors.Add(new(i + 1, new(BinaryPrimitives.ReadInt16LittleEndian(one[8..]), BinaryPrimitives.ReadInt16LittleEndian(one[10..]),
                BinaryPrimitives.ReadUInt16LittleEndian(one[12..]), BinaryPrimitives.ReadUInt16LittleEndian(one[14..])), Primary: one[4] != 0));
            names.Add(BinaryPrimitives.ReadUInt32LittleEndian(one));
            at += MonitorSize + 4 * BinaryPrimitives.ReadUInt16LittleEndian(one[6..]);
        }
        for (var i = 0; i < monitors.Count; i++) monitors[i] = monitors[i] with { Name = await NameAsync(display, names[i]) };
        return monitors;
    }

    /// <summary>The text of an atom, as far as it is plain; empty for none.</summary>
    static async Task<string> NameAsync(X11Connection display, uint atom)
    {
        if (atom == 0) return "";
        var reply = await display.AskAsync(X11Writer.Request(GetAtomName).U32(atom));
        var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(reply.AsSpan(8)), Math.Min(NameLimit, reply.Length - 32));
        return string.Concat(Encoding.ASCII.GetString(reply.AsSpan(32, length)).Where(c => !char.IsControl(c)));
    }
}
