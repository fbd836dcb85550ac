using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Sessions;

namespace MeshEvents.Contracts.Identity;

/// <summary>One bit of MeshCentral's rights on a device group or device, in words.</summary>
/// <param name="Negative">Holding it takes something away.</param>
public sealed record RightWord(uint Bit, string Name, string Sentence, bool Negative = false);

/// <summary>A permission is held when all of <paramref name="Needs"/> is and nothing of <paramref name="Unless"/>.</summary>
public sealed record RightRule(uint Needs, uint Unless = 0);

/// <summary>
/// The one table of rights (spec/feature-inventory.md 1.1, 1.2). The full value is special: it is tested before negative bits, which it also holds.
/// </summary>
public static class Rights
{
    public const uint Full = 0xFFFFFFFF;

    public const uint EditGroup = 0x1, ManageUsers = 0x2, ManageDevices = 0x4, RemoteControl = 0x8, AgentConsole = 0x10, ServerFiles = 0x20, Wake = 0x40, Notes = 0x80,
        ViewOnly = 0x100, NoTerminal = 0x200, NoFiles = 0x400, NoAmt = 0x800, LimitedInput = 0x1000, OwnEventsOnly = 0x2000, Chat = 0x4000, Uninstall = 0x8000,
        NoDesktop = 0x10000, Commands = 0x20000, Power = 0x40000, Share = 0x80000, Details = 0x100000, Relay = 0x200000;

    /// <summary>Site rights.</summary>
    public const uint SiteManageUsers = 0x2, SiteLocked = 0x20, SiteNoNewGroups = 0x40, SiteAllEvents = 0x800;

    public static readonly IReadOnlyList<RightWord> Words =
    [
        new(EditGroup, "Edit the group", "Rename the group, change its settings and its enrolment."),
        new(ManageUsers, "Manage people", "Give and take rights on this group."),
        new(ManageDevices, "Manage devices", "Add, rename, move and retire devices."),
        new(RemoteControl, "Remote control", "Open desktop, terminal and files."),
        new(AgentConsole, "Agent console", "Use the agent's own console."),
        new(ServerFiles, "Group files", "Use the group's folder on the server."),
        new(Wake, "Wake devices", "Switch devices on over the network."),
        new(Notes, "Notes and tags", "Change notes and tags."),
        new(ViewOnly, "View only", "On the desktop: look, but not touch.", Negative: true),
        new(NoTerminal, "No terminal", "Remote control without the terminal.", Negative: true),
        new(NoFiles, "No files", "Remote control without files.", Negative: true),
        new(NoAmt, "No AMT", "No Intel AMT functions.", Negative: true),
        new(LimitedInput, "Limited input", "On the desktop: no special keys.", Negative: true),
        new(OwnEventsOnly, "Own events only", "History shows only one's own actions.", Negative: true),
        new(Chat, "Chat and notify", "Send messages to the person at the device, and open addresses there."),
        new(Uninstall, "Uninstall the agent", "Remove the agent from a device."),
        new(NoDesktop, "No desktop", "Remote control without the desktop.", Negative: true),
        new(Commands, "Run commands", "Run commands without opening a terminal."),
        new(Power, "Power", "Restart, sleep and switch off."),
        new(Share, "Share with guests", "Give a guest a link to a device."),
        new(Details, "Device details", "See details of the device."),
        new(Relay, "Relay", "Reach ports at or behind the device."),
    ];

    /// <summary>The bits that take something away.</summary>
    public static readonly uint Negative = Words.Where(w => w.Negative).Aggregate(0u, (bits, w) => bits | w.Bit);

    public static readonly IReadOnlyList<(string Name, uint Bits)> Presets =
    [
        ("Everything", Full),
        ("Technician", ManageDevices | RemoteControl | AgentConsole | Wake | Notes | Chat | Commands | Power | Details | Relay),
        ("Terminal only", RemoteControl | NoDesktop | NoFiles | NoAmt | Details),
        ("Look only", Details),
    ];

    static readonly Dictionary<string, RightRule> OnGroups = new()
    {
        [DevicePermissions.See.Name] = new(0), [DevicePermissions.Manage.Name] = new(ManageDevices), [DevicePermissions.Notes.Name] = new(Notes),
        [DevicePermissions.Terminal.Name] = new(RemoteControl, NoTerminal), [DevicePermissions.Desktop.Name] = new(RemoteControl, NoDesktop),
        [DevicePermissions.DesktopInput.Name] = new(RemoteControl, NoDesktop | ViewOnly), [DevicePermissions.DesktopKeys.Name] = new(RemoteControl, NoDesktop | ViewOnly | LimitedInput),
        [DevicePermissions.Files.Name] = new(RemoteControl, NoFiles), [DevicePermissions.History.Name] = new(0, OwnEventsOnly), [DevicePermissions.Relay.Name] = new(Relay),
        [DevicePermissions.Commands.Name] = new(Commands), [DevicePermissions.Power.Name] = new(Power), [DevicePermissions.Wake.Name] = new(Wake),
        [DevicePermissions.Notify.Name] = new(Chat), [DevicePermissions.Uninstall.Name] = new(Uninstall),
        [DevicePermissions.Processes.Name] = new(RemoteControl), [DevicePermissions.ChangeProcesses.Name] = new(RemoteControl, ViewOnly),
        // what was copied belongs to the desktop
        [DevicePermissions.Clipboard.Name] = new(RemoteControl, NoDesktop), [DevicePermissions.ChangeClipboard.Name] = new(RemoteControl, NoDesktop | ViewOnly),
        [GroupPermissions.See.Name] = new(0), [GroupPermissions.Edit.Name] = new(EditGroup), [GroupPermissions.ManagePeople.Name] = new(ManageUsers),
        [GroupPermissions.AddDevice.Name] = new(ManageDevices), [CodePermissions.Revoke.Name] = new(ManageDevices),
        [SessionPermissions.Use.Name] = new(RemoteControl),
    };

    static readonly Dictionary<string, RightRule> OnSite = new()
    {
        [SitePermissions.ManageUsers.Name] = new(SiteManageUsers), [SitePermissions.CreateGroup.Name] = new(0, SiteNoNewGroups),
        [SitePermissions.AllEvents.Name] = new(SiteAllEvents), [SitePermissions.Operate.Name] = new(Full), [SitePermissions.Mend.Name] = new(Full), [SitePermissions.AdmitHeld.Name] = new(Full),
    };

    /// <summary>
    /// What is left of these bits for a program that may do no more than <paramref name="most"/>. What takes something away is kept from both; whoever may look
    /// still may.
    /// </summary>
    public static uint Narrowed(uint bits, uint most)
    {
        if (bits == 0 || most == Full) return bits;
        var left = bits == Full ? most : (bits & most & ~Negative) | ((bits | most) & Negative);
        return left == 0 ? ViewOnly : left;
    }

    /// <summary>The same for site rights: they are not given in part, and who may do less than everything makes no groups.</summary>
    public static uint NarrowedOnSite(uint siteBits, uint most) => most == Full ? siteBits : SiteNoNewGroups | (siteBits == Full ? 0 : siteBits & SiteLocked);

    /// <summary>Those that are about a device: <c>devices:terminal</c>.</summary>
    public static IEnumerable<string> DevicePermissionNames => OnGroups.Keys.Where(p => p.StartsWith("devices:", StringComparison.Ordinal));
    public static bool IsSite(string permission) => OnSite.ContainsKey(permission);

    /// <summary>Is the permission held by one who holds these bits on the group or device? No bits at all hold nothing.</summary>
    public static bool Holds(uint bits, string permission) => bits != 0 && OnGroups.TryGetValue(permission, out var rule) && Holds(bits, rule);

    public static bool HoldsOnSite(uint siteBits, string permission) =>
        OnSite.TryGetValue(permission, out var rule) && ((siteBits & SiteLocked) == 0 || siteBits == Full) && Holds(siteBits, rule);

    static bool Holds(uint bits, RightRule rule) => bits == Full || rule.Needs != Full && (bits & rule.Needs) == rule.Needs && (bits & rule.Unless) == 0;

    public static IReadOnlyList<string> InWords(uint bits) => bits == Full ? ["Everything"] : [.. Words.Where(w => (bits & w.Bit) != 0).Select(w => w.Name)];
}

/// <summary>Permissions on the tenant as a whole.</summary>
public static class SitePermissions
{
    public static readonly Kernel.Permission<TenantId> ManageUsers = new("site:manage-users"), CreateGroup = new("site:create-group"),
        AllEvents = new("site:all-events"), AdmitHeld = new("site:admit-held");

    /// <summary>The installation itself: projections, the agents' door. Held in the first tenant alone.</summary>
    public static readonly Kernel.Permission<TenantId> Operate = new("site:operate");

    /// <summary>One's own tenant's dead letters.</summary>
    public static readonly Kernel.Permission<TenantId> Mend = new("site:mend");
}
