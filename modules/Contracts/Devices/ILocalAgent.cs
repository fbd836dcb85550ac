namespace MeshEvents.Contracts.Devices;

/// <summary>The agent of this very machine, when it is started beside the server: it holds settings with a code for the group that set-up will make.</summary>
public interface ILocalAgent
{
    /// <summary>Null when no agent is started beside the server.</summary>
    EnrolmentCodeId? Awaits { get; }
}
