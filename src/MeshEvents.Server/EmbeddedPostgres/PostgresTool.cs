using System.Diagnostics;

namespace MeshEvents.Server.EmbeddedPostgres;

/// <summary>Runs one of PostgreSQL's programs to its end, as the right user.</summary>
static class PostgresTool
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Exit code and what it said, both streams together.</summary>
    public static (int Code, string Output) Run(string tool, IEnumerable<string> arguments, PostgresUser user, string folder)
    {
        using var process = Start([tool, .. arguments], user, folder, listen: true);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        Wait(process, tool);
        return (process.ExitCode, output.Result + errors.Result);
    }

    /// <summary>For <c>pg_ctl start</c>: the server it leaves behind inherits its streams, so nobody may read them to their end.</summary>
    public static int RunUnheard(string tool, IEnumerable<string> arguments, PostgresUser user, string folder)
    {
        using var process = Start(["/bin/sh", "-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", tool, .. arguments], user, folder, listen: false);
        Wait(process, tool);
        return process.ExitCode;
    }

    static Process Start(IReadOnlyList<string> line, PostgresUser user, string folder, bool listen)
    {
        // util-linux' setpriv needs neither PAM nor a shell of that user, unlike su and runuser
        string[] whole = user.Id is { } id ? ["setpriv", $"--reuid={id.User}", $"--regid={id.Group}", "--clear-groups", "--", .. line] : [.. line];
        var start = new ProcessStartInfo(whole[0], whole.Skip(1)) { WorkingDirectory = folder, RedirectStandardOutput = listen, RedirectStandardError = listen };
        start.Environment["LC_ALL"] = "C";
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new EmbeddedPostgresException($"{whole[0]} could not be started: {e.Message}", e);
        }
    }

    static void Wait(Process process, string tool)
    {
        if (process.WaitForExit(Patience)) return;
        process.Kill(entireProcessTree: true);
        throw new EmbeddedPostgresException($"{tool} did not end within {Patience.TotalMinutes:0} minutes.");
    }
}
