using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Devices;

/// <summary>One command to one device. The agent carries out no id twice.</summary>
public readonly record struct CommandId(Guid Value) : IId { public override string ToString() => Value.ToString(); }

/// <summary>
/// Ask a device to do something. Handled by the gateway that holds its socket, at most once: signed by the server when it is sent, and void a minute later. A
/// device that is not connected gets nothing, and nobody is told: whoever asks looks at <see cref="IPresence"/> and sets a time-out.
/// </summary>
/// <param name="Action">What the agent calls it: <c>run</c>, <c>power</c>, <c>processes</c>; at most 64 characters.</param>
/// <param name="Arguments">A JSON object, at most 512 KB; what stands in it is the action's own business.</param>
public sealed record CommandDevice(DeviceId DeviceId, CommandId CommandId, string Action, string Arguments) : Message;

/// <summary>Ask the agent to stop an action that still goes on; its answer comes as always.</summary>
public sealed record CancelCommand(DeviceId DeviceId, CommandId CommandId) : Message;

public enum CommandEnd { Done, Refused, Failed }

/// <summary>How a command ended on the device.</summary>
/// <param name="Why">A sentence when it was refused or failed; at most 500 characters, cleaned.</param>
/// <param name="Result">A JSON object, at most 1 MB, as the agent wrote it: text from outside. Empty when there is none.</param>
public sealed record CommandAnswer(DeviceId DeviceId, CommandId CommandId, CommandEnd End, string Why, string Result);

/// <summary>A piece of what a program writes while it runs.</summary>
/// <param name="Number">Counts from 0 for each command; a piece that comes again has the same.</param>
/// <param name="Bytes">At most 64 KB, as written: perhaps no text at all. Not to be kept beyond the call.</param>
public sealed record CommandOutput(DeviceId DeviceId, CommandId CommandId, int Number, bool Error, ReadOnlyMemory<byte> Bytes);

/// <summary>
/// Who commands devices hears their answers here. The gateway calls in the order of the device's messages and reads on when the call returns, so that a device
/// waits for the database and not the memory of the server. An agent may name any id: that the command was this device's is for the listener to check.
/// </summary>
public interface IHearCommands
{
    Task OutputAsync(CommandOutput piece, Actor agent, CancellationToken stop);

    /// <summary>Returns when it is committed: the agent then forgets it. An answer may come twice.</summary>
    Task AnsweredAsync(CommandAnswer answer, Actor agent, CancellationToken stop);

    /// <summary>A device connected, and still works on these commands. Of all others that were sent to it, nothing more will be heard.</summary>
    Task ArrivedAsync(DeviceId device, IReadOnlyList<CommandId> running, Actor agent, CancellationToken stop);

    /// <summary>The connection to a device that was commanded is over. It may come back, and go on with what it does.</summary>
    Task LeftAsync(DeviceId device, Actor agent, CancellationToken stop);
}
