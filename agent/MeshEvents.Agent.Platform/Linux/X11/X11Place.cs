using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>A display of this machine, how to be let in, and who named it.</summary>
/// <param name="Cookie">MIT-MAGIC-COOKIE-1; null: without.</param>
/// <param name="NamedBy">The user whose process named it; null: our own environment. Whoever can name a display could serve a false one, and what is typed would be theirs.</param>
sealed record X11Place(int Display, byte[]? Cookie, uint? NamedBy = null)
{
    const int SolSocket = 1, SoPeerCred = 17;
    // X listens at TCP port 6000 + number, if it does at all; sign-in screens have numbers from 1024
    const int AuthorityLimit = 64 * 1024, NumberLimit = 65_536 - 6_000;

    /// <summary>The display's server must run as root, as us, or as the user who named it.</summary>
    /// <exception cref="X11Refused">It runs as somebody else.</exception>
    public void CheckPeer(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12];         // struct ucred: pid, uid, gid
        socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        var owner = BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]);
        if (owner != 0 && owner != Libc.geteuid() && owner != NamedBy) throw new X11Refused($"it belongs to another user ({owner})");
    }

    /// <summary>Number of a display of this machine: <c>:0</c>, <c>:0.0</c>, <c>unix:0</c>. Null for displays elsewhere.</summary>
    public static int? NumberOf(string? display)
    {
        if (display is null) return null;
        var text = display.AsSpan();
        if (text.StartsWith("unix:", StringComparison.Ordinal)) text = text[4..];
        if (!text.StartsWith(":", StringComparison.Ordinal)) return null;
        text = text[1..];
        if (text.IndexOf('.') is >= 0 and var dot) text = text[..dot];
        return int.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) && number < NumberLimit ? number : null;
    }

    /// <summary>
    /// The cookie for a display in an Xauthority file, whose entries are <c>u16 family | address | number | name | data</c>, each text after its u16 length, big-endian.
    /// </summary>
    public static byte[]? CookieIn(ReadOnlySpan<byte> file, int display)
    {
        byte[]? found = null;
        while (file.Length >= 2)
        {
            file = file[2..];
            if (!Take(ref file, out _) || !Take(ref file, out var number) || !Take(ref file, out var name) || !Take(ref file, out var data)) break;
            if (!name.SequenceEqual("MIT-MAGIC-COOKIE-1"u8)) continue;
            if (Encoding.ASCII.GetString(number) == display.ToString(System.Globalization.CultureInfo.InvariantCulture)) return data.ToArray();
            if (number.IsEmpty) found ??= data.ToArray();
        }
        return found;
    }

    /// <summary>The cookie from a file that is really one, of the user who named it or of root; null when there is none to be had.</summary>
    public static byte[]? CookieFrom(string? path, int display)
    {
        try
        {
            if (path is null || new FileInfo(path) is not { Exists: true, Length: > 0 and <= AuthorityLimit } file || (file.Attributes & FileAttributes.Device) != 0) return null;
            return CookieIn(File.ReadAllBytes(path), display);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)    // not ours to read: then without
        {
            return null;
        }
    }

    static bool Take(ref ReadOnlySpan<byte> from, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (from.Length < 2) return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(from);
        if (from.Length - 2 < length) return false;
        text = from.Slice(2, length);
        from = from[(2 + length)..];
        return true;
    }
}
