using System.Buffers.Binary;
using System.Text;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>Numbers the display gives an extension; 0 = it has none. Requests of an extension carry <see cref="Opcode"/> and their own number.</summary>
readonly record struct X11Extension(int Opcode, int FirstEvent)
{
    public bool Exists => Opcode != 0;

    public X11Writer Request(int number) => X11Writer.Request(Opcode, number);
}

/// <summary>The extensions a screen is watched with. All but DAMAGE may be missing.</summary>
sealed record X11Extensions(X11Extension Damage, X11Extension SharedMemory, X11Extension Fixes, X11Extension Test, X11Extension RandR, X11Extension Saver, bool IsXWayland)
{
    public static async Task<X11Extensions> AskAsync(X11Connection display)
    {
        var found = new X11Extensions(await OneAsync("DAMAGE"), await OneAsync("MIT-SHM"), await OneAsync("XFIXES"), await OneAsync("XTEST"), await OneAsync("RANDR"), await OneAsync("MIT-SCREEN-SAVER"), (await OneAsync("XWAYLAND")).Exists);
        // each of these must hear our version before its first real request
        if (found.Damage.Exists) await display.AskAsync(found.Damage.Request(0).U32(1).U32(1));
        if (found.Fixes.Exists) await display.AskAsync(found.Fixes.Request(0).U32(4).U32(0));
        if (found.RandR.Exists)
        {
            var version = await display.AskAsync(found.RandR.Request(0).U32(1).U32(5));
            // GetMonitors came with 1.5
            if ((BinaryPrimitives.ReadUInt32LittleEndian(version.AsSpan(8)), BinaryPrimitives.ReadUInt32LittleEndian(version.AsSpan(12))) is not ( >= 1, >= 5)) found = found with { RandR = default };
        }
        return found;

        // QueryExtension
        async Task<X11Extension> OneAsync(string name)
        {
            var text = Encoding.ASCII.GetBytes(name);
            var reply = await display.AskAsync(X11Writer.Request(98).U16(text.Length).U16(0).Bytes(text));
            return reply[8] == 0 ? default : new(reply[9], reply[10]);
        }
    }
}
