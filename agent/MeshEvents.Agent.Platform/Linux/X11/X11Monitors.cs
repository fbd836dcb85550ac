using System.Buffers.Binary;
using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>The monitors of a display, by RANDR 1.5; none where the display does not tell.</summary>
static class X11Monitors
{
    const int MonitorSize = 24, MonitorLimit = 16;

    // reply: u32 monitors at 12; each: name, u8 primary, u8 automatic, u16 outputs, x, y, width, height, mm, mm, outputs
    public static async Task<IReadOnlyList<DisplayArea>> AskAsync(X11Connection display, X11Extension randr)
    {
        if (!randr.Exists) return [];
        var reply = await display.AskAsync(randr.Request(42).U32(display.Setup.Root).U8(1));
        var monitors = new List<DisplayArea>();
        var count = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(reply.AsSpan(12)), MonitorLimit);
        for (int i = 0, at = 32; i < count && at + MonitorSize <= reply.Length; i++)
        {
            var one = reply.AsSpan(at);
            monitors.Add(new(i + 1, new(BinaryPrimitives.ReadInt16LittleEndian(one[8..]), BinaryPrimitives.ReadInt16LittleEndian(one[10..]),
                BinaryPrimitives.ReadUInt16LittleEndian(one[12..]), BinaryPrimitives.ReadUInt16LittleEndian(one[14..]))));
            at += MonitorSize + 4 * BinaryPrimitives.ReadUInt16LittleEndian(one[6..]);
        }
        return monitors;
    }
}
