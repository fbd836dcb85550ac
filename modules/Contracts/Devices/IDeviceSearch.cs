using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Devices;

/// <summary>The query bar's search, for whoever acts on what it finds.</summary>
public interface IDeviceSearch
{
    /// <summary>The devices that this actor may see and the query finds, in no order.</summary>
    /// <param name="query">As in the device list; empty finds all.</param>
    /// <exception cref="ArgumentException">It was not understood; the message names the term.</exception>
    Task<IReadOnlyList<DeviceId>> FindAsync(string? query, Actor by, CancellationToken stop);
}
