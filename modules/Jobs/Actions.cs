using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs;

/// <summary>How an action is asked.</summary>
/// <param name="Permission">Needed on every device; also the right to read what came of it.</param>
/// <param name="Now">It makes sense now or not at all: a device that is away does not get it later.</param>
/// <param name="WhyOnce">Why it cannot be repeated from its record; null: it can.</param>
sealed record ActionRule(Permission<DeviceId> Permission, bool Now = false, string? WhyOnce = null);

/// <summary>The one table of what jobs can do, by the agent's names.</summary>
static class Actions
{
    public const string Run = "run", Power = "power", Wake = "wake", Message = "message", Notification = "notification", Open = "open", Processes = "processes", EndProcess = "end-process",
        Services = "services", ChangeService = "change-service", ReadClipboard = "read-clipboard", SetClipboard = "set-clipboard", Uninstall = "uninstall";

    static readonly Dictionary<string, ActionRule> rules = new()
    {
        [Run] = new(DevicePermissions.Commands),
        [Power] = new(DevicePermissions.Power, Now: true),
        [Wake] = new(DevicePermissions.Wake, Now: true, "Who is near a device may have changed: wake it anew."),
        [Message] = new(DevicePermissions.Notify, Now: true),
        [Notification] = new(DevicePermissions.Notify, Now: true),
        [Open] = new(DevicePermissions.Notify, Now: true),
        [Processes] = new(DevicePermissions.Processes, Now: true),
        [EndProcess] = new(DevicePermissions.ChangeProcesses, Now: true),
        [Services] = new(DevicePermissions.Processes, Now: true),
        [ChangeService] = new(DevicePermissions.ChangeProcesses, Now: true),
        [ReadClipboard] = new(DevicePermissions.Clipboard, Now: true),
        [SetClipboard] = new(DevicePermissions.ChangeClipboard, Now: true, "The text was not kept: set it anew."),
        [Uninstall] = new(DevicePermissions.Uninstall),
    };

    public static Permission<DeviceId> PermissionOf(string action) => RuleOf(action).Permission;

    public static ActionRule RuleOf(string action) => rules.TryGetValue(action, out var rule) ? rule : throw new InvalidOperationException($"No right is listed for the action '{action}'.");
}
