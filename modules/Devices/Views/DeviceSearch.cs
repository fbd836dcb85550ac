using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Views;

/// <summary>The list's search without the list.</summary>
sealed class DeviceSearch(ReadsFor readsFor, ShownDevices shown) : IDeviceSearch
{
    public async Task<IReadOnlyList<DeviceId>> FindAsync(string? query, Actor by, CancellationToken stop)
    {
        var reads = readsFor.Actor(by, stop: stop);
        try
        {
            var asked = DeviceQuery.Parse(query, await shown.OnlineAsync(reads));
            return [.. (await reads.RowsAsync<DeviceSheet, DeviceId>(DevicePermissions.See, $"not retired and {asked}")).Select(d => d.Id)];
        }
        catch (QueryException e) { throw new ArgumentException(e.Message, nameof(query), e); }
    }
}
