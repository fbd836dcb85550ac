using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Devices;

[About(AboutSlot.Device)]
public readonly record struct DeviceId(Guid Value) : IId { public override string ToString() => Value.ToString(); }

[About(AboutSlot.Group)]
public readonly record struct GroupId(Guid Value) : IId { public override string ToString() => Value.ToString(); }
public readonly record struct EnrolmentCodeId(Guid Value) : IId { public override string ToString() => Value.ToString(); }

/// <summary>A connection that nobody has vouched for: kept open and silent until an administrator admits the device.</summary>
public readonly record struct HeldId(Guid Value) : IId { public override string ToString() => Value.ToString(); }

public static class DevicePermissions
{
    public static readonly Permission<DeviceId> See = new("devices:see"), Manage = new("devices:manage"), Notes = new("devices:notes"),
        Terminal = new("devices:terminal"), Desktop = new("devices:desktop"), Files = new("devices:files"), Commands = new("devices:commands"), History = new("devices:history"),
        Relay = new("devices:relay");

    /// <summary>Sleep, restart, switch off; wake through neighbours; speak to the person at the device; take the agent off it.</summary>
    public static readonly Permission<DeviceId> Power = new("devices:power"), Wake = new("devices:wake"), Notify = new("devices:notify"), Uninstall = new("devices:uninstall");

    /// <summary>To see what runs and what was copied; and to change it.</summary>
    public static readonly Permission<DeviceId> Processes = new("devices:processes"), ChangeProcesses = new("devices:change-processes"),
        Clipboard = new("devices:clipboard"), ChangeClipboard = new("devices:change-clipboard");

    /// <summary>On a screen one may see: to write and point; and every key, those that command the system too.</summary>
    public static readonly Permission<DeviceId> DesktopInput = new("devices:desktop-input"), DesktopKeys = new("devices:desktop-keys");
}

public static class GroupPermissions
{
    public static readonly Permission<GroupId> See = new("groups:see"), Edit = new("groups:edit"), ManagePeople = new("groups:manage-people"), AddDevice = new("groups:add-device");
}

public static class CodePermissions
{
    public static readonly Permission<EnrolmentCodeId> Revoke = new("codes:revoke");
}
