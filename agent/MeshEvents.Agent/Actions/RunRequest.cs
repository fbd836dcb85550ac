using System.Text;
using System.Text.Json;

namespace MeshEvents.Agent.Actions;

/// <summary>
/// What a run is asked with: <c>{"shell":"auto|sh|bash|powershell|cmd","text":"…","as":"agent|user","timeout":seconds,"limit":bytes}</c>.
/// </summary>
/// <param name="Limit">How many bytes of output are passed on; what comes after is counted and hashed.</param>
sealed record RunRequest(string Shell, string Text, bool AsUser, TimeSpan Timeout, long Limit)
{
    /// Linux hands a program arguments of at most 128 KB each.
    const int MostText = 120 << 10;
    const int MostSeconds = 7 * 24 * 3600, MostOutput = 64 << 20;

    /// <returns>Null, and a sentence, when it makes no sense.</returns>
    public static RunRequest? Read(JsonElement json, out string why)
    {
        why = "";
        if (json.ValueKind is not JsonValueKind.Object) return No("The arguments are no JSON object.", out why);
        if (Arguments.Text(json, "text") is not { Length: > 0 } text || text.Contains('\0')) return No("There is no command in it.", out why);
        if (Encoding.UTF8.GetByteCount(text) > MostText) return No($"The command is longer than {MostText >> 10} KB.", out why);
        var (shell, user) = (Arguments.Text(json, "shell"), Arguments.Text(json, "as"));
        if (shell is not ("auto" or "sh" or "bash" or "powershell" or "cmd") || user is not ("agent" or "user")) return No("Its shell or its user is none that is known.", out why);
        if (Arguments.Number(json, "timeout", 1, MostSeconds) is not { } seconds || Arguments.Number(json, "limit", 0, MostOutput) is not { } limit) return No("Its time or its limit makes no sense.", out why);
        return new(shell, text, user is "user", TimeSpan.FromSeconds(seconds), limit);
    }

    static RunRequest? No(string sentence, out string why)
    {
        why = sentence;
        return null;
    }
}
