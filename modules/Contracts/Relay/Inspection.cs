using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Relay;

/// <summary>Reads along in the tunnels of one kind of session, so that what is done inside them stands in the history. At most one for each kind.</summary>
public interface IInspectTunnels
{
    ChannelKind Kind { get; }

    /// <summary>A tunnel begins.</summary>
    ITunnelInspection Begin(SessionId session, Actor user);
}

/// <summary>One tunnel's. Both directions come at the same time; the pieces of one direction come in order.</summary>
public interface ITunnelInspection
{
    /// <summary>A piece is about to be passed on. Done at once for data; a request may wait until earlier ones are committed.</summary>
    /// <param name="up">From the person to the device.</param>
    /// <param name="piece">Not to be kept.</param>
    /// <param name="last">Its message ends with it.</param>
    /// <exception cref="InvalidOperationException">What was seen before could not be recorded: nothing more may pass.</exception>
    ValueTask SawAsync(bool up, ReadOnlyMemory<byte> piece, bool text, bool last);

    /// <summary>The tunnel is over; returns when all that was seen is committed.</summary>
    /// <exception cref="InvalidOperationException">Some of it could not be recorded.</exception>
    Task EndAsync();
}
