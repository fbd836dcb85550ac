using System.Collections.Concurrent;
using MeshEvents.Bus;
using MeshEvents.Bus.Live;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Gateway;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Presence;

/// <summary>Sent to the live feed, without an id.</summary>
public sealed record DevicePresence(DeviceId DeviceId, bool Online, DateTimeOffset At, string Address);

/// <summary>Who is connected to this node now. The newest connection of a device wins.</summary>
public sealed class AgentPresence(LiveFeed live, Connectivity connectivity, TimeProvider clock) : IPresence, IOnCommit
{
    readonly ConcurrentDictionary<DeviceId, AgentConnection> connections = [];

    public int Count => connections.Count;

    public Connected? Of(DeviceId device) => connections.TryGetValue(device, out var c) ? new(c.Since, c.Address, c.Resumes, c.Signed) : null;

    public Guid[] Online(Guid tenant) => [.. connections.Values.Where(c => c.Tenant == tenant).Select(c => c.Device.Value)];

    internal AgentConnection? ConnectionOf(DeviceId device) => connections.GetValueOrDefault(device);

    internal void Enter(AgentConnection connection)
    {
        connection.Since = clock.GetUtcNow();
        AgentConnection? older = null;
        connections.AddOrUpdate(connection.Device, connection, (_, before) => { older = before; return connection; });
        older?.Close("the device connected again");
        Tell(connection, online: true, "");
    }

    internal void Leave(AgentConnection connection)
    {
        if (connections.TryRemove(new(connection.Device, connection))) Tell(connection, online: false, connection.Reason);
    }

    void Tell(AgentConnection c, bool online, string reason)
    {
        var now = clock.GetUtcNow();
        connectivity.Note(new(c.Tenant, c.Device, now, online, reason, c.Address));
        live.Ride(c.Tenant, c.Group.Value, "Presence", new DevicePresence(c.Device, online, now, c.Address));
    }

    public void OnCommit(IReadOnlyList<IEvent> events)
    {
        foreach (var e in events)
            if (e.Data is DeviceMoved moved && connections.TryGetValue(new(e.StreamId), out var connection)) connection.Group = moved.To;
    }
}
