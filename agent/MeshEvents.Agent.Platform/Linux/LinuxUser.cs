using System.Globalization;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>A user of this machine, as <c>/etc/passwd</c> has it.</summary>
sealed record LinuxUser(string Name, uint Id, uint Group, string Home, string Shell)
{
    // name:password:user:group:about:home:shell
    public static LinuxUser? Find(string name) => Find(f => f[0] == name);

    public static LinuxUser? Find(uint id) => Find(f => f[2] == id.ToString(CultureInfo.InvariantCulture));

    static LinuxUser? Find(Func<string[], bool> wanted) => SystemFiles.Lines("/etc/passwd").Select(l => l.Split(':')).Where(f => f.Length >= 7 && wanted(f))
        .Select(f => uint.TryParse(f[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && uint.TryParse(f[3], NumberStyles.None, CultureInfo.InvariantCulture, out var group)
            ? new LinuxUser(f[0], id, group, f[5], f[6]) : null)
        .FirstOrDefault();

    /// <summary>The command that goes on as this user: it replaces itself, so that session and number stay.</summary>
    public IEnumerable<string> Become() => ["/usr/bin/setpriv", $"--reuid={Id}", $"--regid={Group}", "--init-groups", "--inh-caps=-all", "--"];

    /// <summary>As after a sign-in at the machine, so that programs find the person's own session.</summary>
    public Dictionary<string, string> Environment(string shell)
    {
        var environment = new Dictionary<string, string>(ShellEnvironment.For(shell)) { ["HOME"] = Home, ["USER"] = Name, ["LOGNAME"] = Name, ["SHELL"] = Shell, ["PATH"] = "/usr/local/bin:/usr/bin:/bin" };
        var runtime = $"/run/user/{Id}";
        if (!Directory.Exists(runtime)) return environment;
        environment["XDG_RUNTIME_DIR"] = runtime;
        if (File.Exists(runtime + "/bus")) environment["DBUS_SESSION_BUS_ADDRESS"] = $"unix:path={runtime}/bus";
        return environment;
    }
}
