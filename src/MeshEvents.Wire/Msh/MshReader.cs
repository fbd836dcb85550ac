using System.Text;

namespace MeshEvents.Wire.Msh;

/// <summary>Reads the <c>Key=Value</c> lines of a <c>.msh</c> file (spec/agent-handshake.md 8). Later lines win; an empty value deletes the key.</summary>
public static class MshReader
{
    /// <summary>Bytes of a file, characters of a key and of a value.</summary>
    public const int SizeLimit = 64 * 1024, KeyLimit = 64, ValueLimit = 8 * 1024;

    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>On failure <paramref name="reason"/> names the line.</summary>
    public static Reading Read(ReadOnlySpan<byte> file, out MshSettings settings, out string reason)
    {
        settings = MshSettings.Empty;
        reason = "";
        if (file.Length > SizeLimit) return Broken($"the settings have {file.Length} bytes, at most {SizeLimit} are allowed", out reason);

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var raw in Utf8.GetString(file).TrimStart('\uFEFF').AsSpan().EnumerateLines())
        {
            number++;
            var line = raw.Trim();
            if (line.IsEmpty || line[0] == '#') continue;

            var equals = line.IndexOf('=');
            if (equals <= 0) return Broken($"line {number} is not of the form Key=Value", out reason);
            var key = line[..equals].TrimEnd();
            var value = line[(equals + 1)..].TrimStart();
            if (key.Length > KeyLimit) return Broken($"the key of line {number} is longer than {KeyLimit} characters", out reason);
            if (value.Length > ValueLimit) return Broken($"the value of line {number} is longer than {ValueLimit} characters", out reason);
            if (value.Contains('\0') || key.Contains('\0')) return Broken($"line {number} holds a NUL character", out reason);

            if (value.IsEmpty) values.Remove(key.ToString());
            else values[key.ToString()] = value.ToString();
        }
        settings = new(values);
        return Reading.Done;
    }

    static Reading Broken(string why, out string reason)
    {
        reason = why;
        return Reading.Broken;
    }
}
