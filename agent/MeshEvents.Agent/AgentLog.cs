using System.Globalization;

namespace MeshEvents.Agent;

/// <summary>What the agent tells whoever runs it: one sentence a line, with the time (UTC). Never tickets, secrets or session data.</summary>
public sealed class AgentLog(TextWriter to, TimeProvider time)
{
    readonly Lock gate = new();

    public void Say(string sentence)
    {
        var line = string.Concat(sentence.Select(c => char.IsControl(c) ? ' ' : c));      // parts may come from the other end
        var now = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        lock (gate) to.WriteLine($"{now} {line}");
    }
}
