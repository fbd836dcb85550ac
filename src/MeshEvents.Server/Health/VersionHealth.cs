using System.Diagnostics;
using System.Runtime.InteropServices;
using MeshEvents.Contracts.Health;

namespace MeshEvents.Server.Health;

/// <summary>What runs here, and since when.</summary>
sealed class VersionHealth(TimeProvider time) : IHealth
{
    public Task<HealthTile> LookAsync(CancellationToken stop)
    {
        using var own = Process.GetCurrentProcess();
        return Task.FromResult(Judge(Out.Version, time.GetUtcNow() - own.StartTime.ToUniversalTime()));
    }

    internal static HealthTile Judge(string version, TimeSpan up) =>
        new("version", HealthState.Ok, $"MeshEvents {version}", $"Running for {Words(up)}, on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}.");

    static string Words(TimeSpan up) => up switch
    {
        { TotalDays: >= 2 } => $"{(int)up.TotalDays} days",
        { TotalHours: >= 2 } => $"{(int)up.TotalHours} hours",
        { TotalMinutes: >= 2 } => $"{(int)up.TotalMinutes} minutes",
        _ => $"{Math.Max(0, (int)up.TotalSeconds)} seconds",
    };
}
