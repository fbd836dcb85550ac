using MeshEvents.Contracts.Health;
using MeshEvents.Server.Configuration;

namespace MeshEvents.Server.Health;

/// <summary>Room on the disks of the data folder and, where it lies elsewhere, of the own PostgreSQL.</summary>
sealed class DiskHealth(ServerSettings settings) : IHealth
{
    const double LookBelow = 0.10, ActBelow = 0.03;
    const long LookBelowBytes = 2_000_000_000;

    public Task<HealthTile> LookAsync(CancellationToken stop) =>
        Task.FromResult(Folders().Select(f => (Folder: f, Drive: new DriveInfo(f))).Select(d => Judge(d.Folder, d.Drive.AvailableFreeSpace, d.Drive.TotalSize)).MaxBy(t => t.State)!);

    /// The file names the cluster's folder when its user may not enter the data folder (architecture 13.19).
    IEnumerable<string> Folders()
    {
        yield return settings.DataFolder;
        var elsewhere = Path.Combine(settings.DataFolder, "postgres");
        if (settings.ConnectionString is null && File.Exists(elsewhere) && File.ReadAllText(elsewhere).Trim() is var cluster && Directory.Exists(cluster)) yield return cluster;
    }

    internal static HealthTile Judge(string folder, long free, long total)
    {
        var part = total > 0 ? (double)free / total : 0;
        var state = part < ActBelow ? HealthState.Act : part < LookBelow || free < LookBelowBytes ? HealthState.Look : HealthState.Ok;
        return new("disk", state, $"{Gigabytes(free)} free", $"{part:P0} of {Gigabytes(total)} are free at {folder}.",
            state is HealthState.Ok ? null : "Make room there, or move the data folder to a larger disk. On a full disk nothing can be changed or recorded.");
    }

    static string Gigabytes(long bytes) => $"{bytes / 1e9:0.#} GB";
}
