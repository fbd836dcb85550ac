using System.Collections.Concurrent;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Platform.Files;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>The files of this device, as its policy allows, for all tunnels of the agent.</summary>
public sealed class DeviceFiles : IDisposable
{
    static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    readonly IMachine machine;
    readonly FilesPolicy policy;
    readonly TimeProvider time;
    readonly ITimer sweeping;
    readonly ConcurrentDictionary<string, Upload> uploads = [];

    public DeviceFiles(IMachine machine, FilesPolicy policy, PartLedger parts, TimeProvider time)
    {
        (this.machine, this.policy, this.time, Parts) = (machine, policy, time, parts);
        sweeping = time.CreateTimer(_ => Sweep(), null, TimeSpan.Zero, SweepEvery);
    }

    public PartLedger Parts { get; }

    internal FinishedUploads Finished { get; } = new();

    public IFileSystem Open() => machine.OpenFiles(policy.Roots);

    public void Dispose() => sweeping.Dispose();

    /// <summary>From now on this upload alone writes to its part: one of a tunnel that has not noticed yet that it broke stops.</summary>
    internal void Claim(string part, Upload upload) => uploads.AddOrUpdate(part, upload, (_, before) =>
    {
        before.Leave();
        return upload;
    });

    internal void Free(string part, Upload upload) => uploads.TryRemove(new(part, upload));

    void Sweep()
    {
        using var files = Open();
        Parts.Sweep(files, time.GetUtcNow());
    }
}
