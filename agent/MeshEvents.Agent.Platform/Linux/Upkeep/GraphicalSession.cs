using System.Globalization;
using MeshEvents.Agent.Platform.Linux.X11;

namespace MeshEvents.Agent.Platform.Linux.Upkeep;

/// <summary>The session of the person at the screen: who they are, and the environment by which their programs find it.</summary>
/// <param name="User">Null: the agent's own.</param>
sealed record GraphicalSession(LinuxUser? User, IReadOnlyDictionary<string, string> Environment)
{
    static readonly string[] kept = ["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP", "XDG_DATA_DIRS", "DBUS_SESSION_BUS_ADDRESS", "BROWSER", "LANG"];

    /// <summary>Our own environment first, as when somebody started the agent by hand; else that of a person's process, the newest one that knows a screen.</summary>
    public static GraphicalSession? Find()
    {
        var own = kept.Select(n => (Name: n, Value: System.Environment.GetEnvironmentVariable(n))).Where(v => v.Value is not null).ToDictionary(v => v.Name, v => v.Value!);
        if (HasScreen(own)) return new(null, own);
        var mine = Libc.geteuid();
        foreach (var (folder, owner) in X11Places.Processes())
        {
            if (owner != mine && (mine != 0 || owner == 0)) continue;
            var values = X11Places.Environment(folder);
            if (!HasScreen(values)) continue;
            var user = owner == mine ? null : LinuxUser.Find(owner);
            if (owner == mine || user is not null) return new(user, kept.Where(values.ContainsKey).ToDictionary(n => n, n => values[n]));
        }
        return null;
    }

    static bool HasScreen(Dictionary<string, string> values) => values.ContainsKey("DISPLAY") || values.ContainsKey("WAYLAND_DISPLAY");
}
