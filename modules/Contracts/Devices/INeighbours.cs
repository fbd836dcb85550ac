using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Devices;

/// <summary>Who could wake a device: those that are connected and were last seen on a network of its own.</summary>
public interface INeighbours
{
    /// <summary>What is known of each of these devices for that; those that are retired are left out.</summary>
    Task<IReadOnlyList<Sleeper>> OfAsync(IReadOnlyList<DeviceId> devices, Guid tenant, CancellationToken stop);
}

/// <param name="Macs">Of its network cards, as <c>00:11:22:33:44:55</c>.</param>
/// <param name="Neighbours">Connected now, with an agent that can wake others; the longest connected first.</param>
public sealed record Sleeper(DeviceId Id, string Name, GroupId GroupId, bool Online, IReadOnlyList<string> Macs, IReadOnlyList<Neighbour> Neighbours);

public sealed record Neighbour(DeviceId Id, GroupId GroupId, string Name);
