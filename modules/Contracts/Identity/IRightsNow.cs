using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Identity;

/// <summary>Identity's narrow interface: what one may do now. Answers from memory that every commit of a right refreshes.</summary>
public interface IRightsNow
{
    /// <summary>MeshCentral's bits of this actor on the group; 0 = none.</summary>
    ValueTask<uint> OnGroupAsync(Actor actor, GroupId group, CancellationToken stop);

    /// <summary>As <see cref="OnGroupAsync"/>, through the device's group and the device's own links. 0 for an unknown device.</summary>
    ValueTask<uint> OnDeviceAsync(Actor actor, DeviceId device, CancellationToken stop);

    ValueTask<uint> OnSiteAsync(Actor actor, CancellationToken stop);

    /// <summary>Raised after the commit that changed it: sockets, feeds and sessions of this person look again, or end.</summary>
    event Action<RightsChanged>? Changed;
}

/// <param name="User">Whose rights; null = perhaps everybody's.</param>
/// <param name="Login">Set when one login session ended.</param>
/// <param name="Device">Set when only the rights on this device changed: it was moved.</param>
public sealed record RightsChanged(Guid Tenant, UserId? User = null, LoginId? Login = null, DeviceId? Device = null);
