namespace MeshEvents.Agent.Platform.Linux;

/// <summary>The environment of a login shell: made anew, so that nothing of the agent's own gets into it.</summary>
static class ShellEnvironment
{
    const string AdministratorPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    const string UserPath = "/usr/local/bin:/usr/bin:/bin";

    static readonly string[] Refused = ["nologin", "false", "true", "sync"];

    public static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : "/";

    public static IReadOnlyDictionary<string, string> For(string shell)
    {
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = Home,
            ["USER"] = Environment.UserName,
            ["LOGNAME"] = Environment.UserName,
            ["SHELL"] = shell,
            ["PATH"] = Libc.geteuid() == 0 ? AdministratorPath : UserPath,
            ["TERM"] = "xterm-256color",
            ["COLORTERM"] = "truecolor",
            ["HISTCONTROL"] = "ignoreboth",
            ["LANG"] = Environment.GetEnvironmentVariable("LANG") is { Length: > 0 } language ? language : "C.UTF-8",
        };
        if (Environment.GetEnvironmentVariable("TZ") is { Length: > 0 } zone) environment["TZ"] = zone;
        return environment;
    }

    /// <summary>The shells of <c>/etc/shells</c> that are there; bash first, then sh. Without that file: sh.</summary>
    public static IReadOnlyList<string> Shells(string list = "/etc/shells")
    {
        var named = File.Exists(list) ? File.ReadLines(list).Select(l => l.Trim()).Where(l => l.StartsWith('/')) : [];
        return [.. named.Concat(["/bin/sh"])
            .Where(s => !Refused.Contains(Path.GetFileName(s)) && File.Exists(s))
            .Distinct()
            .OrderBy(s => s switch { "/bin/bash" => 0, "/usr/bin/bash" => 1, "/bin/sh" => 2, _ => 3 })
            .Take(16)];
    }
}
