using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs;

/// <summary>The one table of what jobs can do: each action with the right it needs on every device, which is also the right to read what came of it.</summary>
static class Actions
{
    public const string Run = "run";

    static readonly Dictionary<string, Permission<DeviceId>> permissions = new() { [Run] = DevicePermissions.Commands };

    public static Permission<DeviceId> PermissionOf(string action) =>
        permissions.TryGetValue(action, out var permission) ? permission : throw new InvalidOperationException($"No right is listed for the action '{action}'.");
}
