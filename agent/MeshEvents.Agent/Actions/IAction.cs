using System.Text.Json;

namespace MeshEvents.Agent.Actions;

/// <summary>One thing the agent does when a signed command asks for it. Signature, age, replay, policy and journal are behind us when it is called.</summary>
interface IAction
{
    /// <summary>As the command and the policy call it: <c>run</c>, <c>power</c>.</summary>
    string Name { get; }

    /// <summary>Whether this machine can do it now; what it cannot is not offered.</summary>
    bool Works { get; }

    /// <summary>A sentence for who asks it all the same.</summary>
    string WhyNot => $"This device cannot do '{Name}' now.";

    /// <param name="cancelled">Somebody gave it up, or the agent stops: end soon and say how far it came.</param>
    /// <returns>How it ended. What it throws counts as failed, with the message as the reason.</returns>
    Task<ActionOutcome> DoAsync(ActionCall call, CancellationToken cancelled);
}

/// <param name="By">The person's name, for notices and logs.</param>
/// <param name="Arguments">The command's JSON object: signed by the server, and still to be checked.</param>
/// <param name="Output">Takes a piece of at most 64 KB of what a program writes (true: to its standard error); waits while the server is slow or away.</param>
sealed record ActionCall(Guid Id, string By, JsonElement Arguments, Func<bool, ReadOnlyMemory<byte>, ValueTask> Output);

/// <param name="Why">A sentence when it did not work; empty when it did.</param>
/// <param name="Result">UTF-8 of a JSON object, at most 1 MB; null for none.</param>
sealed record ActionOutcome(ActionEnd End, string Why = "", byte[]? Result = null)
{
    public static ActionOutcome Done(byte[]? result = null) => new(ActionEnd.Done, "", result);
    public static ActionOutcome Refused(string why) => new(ActionEnd.Refused, why);
    public static ActionOutcome Failed(string why, byte[]? result = null) => new(ActionEnd.Failed, why, result);
}

/// <summary>Refused: nothing was done. Failed: it was begun.</summary>
enum ActionEnd { Done, Refused, Failed }
