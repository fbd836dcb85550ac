using System.Security.Cryptography;
using System.Text;
using MeshEvents.Wire;

namespace MeshEvents.Agent.Journal;

/// <summary>What became of a command: taken on, refused, or at its end.</summary>
enum JournalWord { Taken, Refused, Done, Failed }

/// <summary>One line of the journal before it is chained.</summary>
/// <param name="Command">Null when the message was so wrong that it has no id.</param>
/// <param name="Body">SHA-256 of the signed bytes, in hexadecimal digits: the same that the server can make from what it sent.</param>
/// <param name="Why">For a refusal or failure.</param>
sealed record JournalEntry(JournalWord Word, Guid? Command, string Action, string By, string Body, string Why)
{
    const int TextLimit = 256;

    /// <summary>The line: one JSON object, no line break in it. Its hash is the next one's <c>prev</c>.</summary>
    public string Line(long number, string previous, DateTimeOffset at) => Encoding.UTF8.GetString(WireJson.Object((entry: this, number, previous, at), static (json, line) =>
    {
        var entry = line.entry;
        json.WriteNumber("n", line.number);
        json.WriteString("prev", line.previous);
        json.WriteNumber("at", line.at.ToUnixTimeMilliseconds());
        json.WriteString("what", entry.Word.ToString().ToLowerInvariant());
        if (entry.Command is { } id) json.WriteString("id", id);
        json.WriteString("action", Short(entry.Action));
        json.WriteString("by", Short(entry.By));
        json.WriteString("body", entry.Body);
        if (entry.Why.Length > 0) json.WriteString("why", Short(entry.Why));
    }));

    public static string HashOf(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));

    static string Short(string text) => text.Length <= TextLimit ? text : text[..(char.IsHighSurrogate(text[TextLimit - 1]) ? TextLimit - 1 : TextLimit)];
}
