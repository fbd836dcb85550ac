using System.Text.Json;
using MeshEvents.Agent.State;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Agent.Channels.Consent;

/// <summary>
/// The least that the person at this device is asked and told, in <c>policy.json</c>:
/// <c>{"consent":{"desktop":"ask","terminal":"tell","files":"unattended","bar":true}}</c>. The server may demand more, never less.
/// </summary>
public sealed record ConsentPolicy(ConsentBits Least)
{
    public static readonly ConsentPolicy Nothing = new(ConsentBits.None);

    const string Demand = "\"consent\" must be an object with \"desktop\", \"terminal\" and \"files\", each \"ask\", \"tell\" or \"unattended\", and \"bar\", true or false.";

    /// <exception cref="AgentRefusal">The file does not say what it means.</exception>
    public static ConsentPolicy Load(StateFolder folder) => PolicyFile.Load(folder, "consent", Nothing, Read, Demand);

    /// <summary>The member <c>consent</c> in which every kind of session is the same; null: no such word.</summary>
    public static string? MemberOf(string word) => BitsOf(word, ConsentBits.None, ConsentBits.None) is null ? null
        : $$"""{"desktop":"{{word}}","terminal":"{{word}}","files":"{{word}}","bar":{{(word == "unattended" ? "false" : "true")}}}""";

    static ConsentPolicy? Read(JsonElement consent)
    {
        if (consent.ValueKind != JsonValueKind.Object) return null;
        var bits = ConsentBits.None;
        foreach (var member in consent.EnumerateObject())
        {
            var one = member.Name switch
            {
                "desktop" => Kind(member.Value, ConsentBits.TellDesktop, ConsentBits.AskDesktop),
                "terminal" => Kind(member.Value, ConsentBits.TellTerminal, ConsentBits.AskTerminal),
                "files" => Kind(member.Value, ConsentBits.TellFiles, ConsentBits.AskFiles),
                "bar" when member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False => member.Value.GetBoolean() ? ConsentBits.Bar : ConsentBits.None,
                _ => (ConsentBits?)null,           // a word that is misspelt would ask nobody
            };
            if (one is null) return null;
            bits |= one.Value;
        }
        return new(bits);
    }

    static ConsentBits? Kind(JsonElement value, ConsentBits tell, ConsentBits ask) => value.ValueKind == JsonValueKind.String ? BitsOf(value.GetString()!, tell, ask) : null;

    static ConsentBits? BitsOf(string word, ConsentBits tell, ConsentBits ask) => word switch
    {
        "unattended" => ConsentBits.None,
        "tell" => tell,
        "ask" => ask,
        _ => null,
    };
}
