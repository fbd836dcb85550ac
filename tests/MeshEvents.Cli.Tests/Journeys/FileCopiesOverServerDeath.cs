using MeshEvents.Cli.Tests.Support;
using static MeshEvents.Cli.Tests.Support.Trees;

namespace MeshEvents.Cli.Tests.Journeys;

/// <summary><c>mesh cp</c> while the server is killed under it, and comes back.</summary>
public sealed class FileCopiesOverServerDeath(SignedIn signedIn) : TwoFolders(signedIn)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_server_that_is_killed_in_the_middle_and_comes_back_is_gone_on_with(bool up) => server.WhileStoppedAsync(async () =>
    {
        var (from, to) = up ? (here, there) : (there, here);
        Write(Path.Combine(from, "large"), 200_000_000);
        await using var killed = await ServerProcess.RunningAsync(server);
        await agent.BackAsync();
        string[] ends = up ? [Here("large"), Far() + "/"] : [Far("large"), here + "/"];
        using var mesh = MeshProcess.Start(server.Environment, ["cp", .. ends]);
        await Waiting.Until(() => Arrived(to) > 5_000_000, $"the copy to be under way; {mesh.Said}");

        await killed.KillAsync();
        Assert.InRange(Arrived(to), 5_000_000, 199_999_999);
        await Waiting.Until(() => mesh.Said.Contains("the connection broke; trying again.", StringComparison.Ordinal), "mesh to say that the connection broke");
        await killed.StartAsync();

        Assert.True(await mesh.EndAsync(TimeSpan.FromMinutes(1)) == 0, mesh.Said);
        Assert.Contains("connected again", mesh.Said, StringComparison.Ordinal);
        Assert.Equal(Hashes(from), Hashes(to));
    });
}
