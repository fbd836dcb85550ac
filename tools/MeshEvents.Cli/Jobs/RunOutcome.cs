using System.Text.Json;

namespace MeshEvents.Cli.Jobs;

/// <summary>How a device's run ended, and the exit code it counts with.</summary>
sealed record RunOutcome(string Host, string State, int Code, string Words)
{
    public const int TimedOut = 124, NotDone = 125;

    static readonly string[] signals = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM"];

    /// <summary>Its program's exit code; 124 when its time was over, 128 and the signal's number when one ended it, 125 when it was not run to its end.</summary>
    public static RunOutcome Of(JsonElement run)
    {
        var (host, state) = (run.GetProperty("deviceName").GetString()!, run.GetProperty("state").GetString()!);
        var why = run.GetProperty("why") is { ValueKind: JsonValueKind.String } w ? $": {w.GetString()}" : "";
        if (run.GetProperty("timedOut").GetBoolean()) return new(host, state, TimedOut, $"timed out{why}");
        if (state is not ("Done" or "Failed")) return new(host, state, NotDone, $"{state.ToLowerInvariant()}{why}");
        if (run.GetProperty("signal") is { ValueKind: JsonValueKind.String } signal) return new(host, state, 129 + Array.IndexOf(signals, signal.GetString()), $"ended by {signal.GetString()}");
        if (run.GetProperty("exit") is { ValueKind: JsonValueKind.Number } exit) return new(host, state, exit.GetInt32() is >= 0 and <= 255 and var code ? code : 255, $"exit code {exit.GetInt32()}{why}");
        return new(host, state, state is "Done" ? 0 : NotDone, $"{state.ToLowerInvariant()}{why}");
    }
}
