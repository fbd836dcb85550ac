using System.Text.Json;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs;

/// <summary>
/// What an answer says of a program that ran: <c>{"exit":0,"signal":null,"bytes":123,"errorBytes":0,"cut":false,"sha256":"…","timedOut":false,"seconds":1.2}</c>.
/// It comes from outside: what is missing or makes no sense is nothing.
/// </summary>
public sealed record RunResult(int? Exit = null, string? Signal = null, bool TimedOut = false, long Bytes = 0, long ErrorBytes = 0, bool Cut = false, string? Sha256 = null, double? Seconds = null)
{
    const int MostDepth = 32;

    public static RunResult Read(string json)
    {
        if (json.Length == 0) return new();
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = MostDepth });
            return document.RootElement is { ValueKind: JsonValueKind.Object } o ? Read(o) : new();
        }
        // cut off, or no JSON at all; and text with half a surrogate pair, written plainly or escaped
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException) { return new(); }
    }

    static RunResult Read(JsonElement o) => new(
        Number(o, "exit") is >= int.MinValue and <= int.MaxValue and var exit ? (int)exit : null,
        Text(o, "signal") is { } signal ? Clean.Line(signal, 32) : null,
        Flag(o, "timedOut"), Count(o, "bytes"), Count(o, "errorBytes"), Flag(o, "cut"),
        Text(o, "sha256") is { Length: 64 } hash && hash.All(char.IsAsciiHexDigitLower) ? hash : null,
        o.TryGetProperty("seconds", out var s) && s.ValueKind is JsonValueKind.Number && s.TryGetDouble(out var seconds) && seconds is >= 0 and < 1e9 ? seconds : null);

    static long? Number(JsonElement o, string name) => o.TryGetProperty(name, out var v) && v.ValueKind is JsonValueKind.Number && v.TryGetInt64(out var n) ? n : null;
    static long Count(JsonElement o, string name) => Math.Max(0, Number(o, name) ?? 0);
    static bool Flag(JsonElement o, string name) => o.TryGetProperty(name, out var v) && v.ValueKind is JsonValueKind.True;
    static string? Text(JsonElement o, string name) => o.TryGetProperty(name, out var v) && v.ValueKind is JsonValueKind.String ? v.GetString() : null;
}
