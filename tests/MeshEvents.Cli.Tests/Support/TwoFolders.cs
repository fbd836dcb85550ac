namespace MeshEvents.Cli.Tests.Support;

/// <summary>What copies need: a folder here, one on the device of a real agent, and nothing of them left afterwards.</summary>
public abstract class TwoFolders(SignedIn signedIn) : IClassFixture<SignedIn>, IAsyncLifetime
{
    private protected readonly SignedIn server = signedIn;
    private protected readonly string here = Directory.CreateTempSubdirectory("mesh-cp-here-").FullName, there = Directory.CreateTempSubdirectory("mesh-cp-there-").FullName;
    private protected RealAgent agent = null!;

    public async Task InitializeAsync() => agent = await RealAgent.StartAsync(server);

    public async Task DisposeAsync()
    {
        await agent.DisposeAsync();
        Directory.Delete(here, recursive: true);
        Directory.Delete(there, recursive: true);
    }

    private protected string Here(params string[] names) => Path.Combine([here, .. names]);
    private protected string There(params string[] names) => Path.Combine([there, .. names]);
    private protected string Far(params string[] names) => $"{agent.Device}:{There(names)}";

    /// <summary>Bytes of a file named <c>large</c> that have come to a folder so far.</summary>
    private protected static long Arrived(string folder) => Directory.EnumerateFiles(folder, ".large.*.part").Sum(f => new FileInfo(f).Length);
}
