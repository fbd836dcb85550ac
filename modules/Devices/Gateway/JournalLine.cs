using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Gateway;

/// <summary>One line of a device's journal, as the device wrote it: text from outside.</summary>
/// <param name="Previous">What it says the hash of the line before is.</param>
/// <param name="Body">SHA-256 of the command's signed bytes.</param>
sealed record JournalLine(long Number, string Previous, DateTimeOffset At, string What, Guid? Command, string Action, string By, string Body, string Why, string Hash, string Text)
{
    public const string Taken = "taken";

    /// <summary>A line that cannot be read is kept as what it is.</summary>
    public static JournalLine Unreadable(long number, string text) => new(number, "", DateTimeOffset.UnixEpoch, "unreadable", null, "", "", "", "", HashOf(text), text);

    /// <summary>Null when it is no such line.</summary>
    public static JournalLine? Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new() { MaxDepth = 4 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("n", out var n) || n.ValueKind != JsonValueKind.Number || !n.TryGetInt64(out var number) || number < 1) return null;
            var at = root.TryGetProperty("at", out var time) && time.ValueKind == JsonValueKind.Number && time.TryGetInt64(out var ms) ? Math.Clamp(ms, 0, 253402300799999) : 0;
            Guid? command = root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var guid) ? guid : null;
            return new(number, Word(root, "prev", 64), DateTimeOffset.FromUnixTimeMilliseconds(at), Word(root, "what", 16), command, Word(root, "action", 64), Word(root, "by", 256), Word(root, "body", 64),
                Word(root, "why", 500), HashOf(line), line);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    static string HashOf(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));

    static string Word(JsonElement from, string name, int most) =>
        from.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? Clean.Line(member.GetString(), most) : "";
}
