using System.Text;

namespace MeshEvents.Wire.Msh;

/// <summary>Writes a <c>.msh</c> file as MeshCentral does: an empty line first, CRLF (spec/agent-handshake.md 8).</summary>
public static class MshWriter
{
    /// <summary>The settings that admit a device to a group. <paramref name="more"/> follows in its own order.</summary>
    public static byte[] Write(string meshName, Bytes48 meshId, Bytes48 serverId, Uri server, params IEnumerable<KeyValuePair<string, string>> more) => Write(
        [
            new("MeshName", meshName), new("MeshType", "2"), new("MeshID", "0x" + meshId.ToHex()),
            new("ServerID", serverId.ToHex()), new("MeshServer", server.AbsoluteUri), .. more,
        ]);

    /// <exception cref="ArgumentException">A key or value the reader would not read back as it is: line breaks, blanks at the ends, too long.</exception>
    public static byte[] Write(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var text = new StringBuilder("\r\n");
        foreach (var (key, value) in settings)
        {
            if (key.Length is 0 or > MshReader.KeyLimit || key.Contains('=') || HasLineBreak(key) || key[0] == '#' || !IsTrimmed(key))
                throw new ArgumentException($"Not a key of a .msh file: {key}", nameof(settings));
            if (value.Length > MshReader.ValueLimit || HasLineBreak(value) || !IsTrimmed(value))
                throw new ArgumentException($"Not a value of a .msh file (key {key}).", nameof(settings));
            text.Append(key).Append('=').Append(value).Append("\r\n");
        }
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        return bytes.Length <= MshReader.SizeLimit ? bytes : throw new ArgumentException("The settings are too large.", nameof(settings));
    }

    static bool IsTrimmed(string text) => text.AsSpan().Trim().Length == text.Length;

    // every character at which EnumerateLines ends a line, and NUL
    static bool HasLineBreak(string text) => text.AsSpan().ContainsAny("\0\r\n\f\u0085\u2028\u2029");
}
