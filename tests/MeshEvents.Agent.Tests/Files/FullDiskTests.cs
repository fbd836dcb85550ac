using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Files;

/// <summary>A disk of 2 MB (a tmpfs of its own, hence root) that becomes full under way.</summary>
[SupportedOSPlatform("linux")]
public sealed class FullDiskTests : FilesTest
{
    public override async Task DisposeAsync()
    {
        await RunAsync("umount", At("disk"));
        await base.DisposeAsync();
    }

    static async Task<int> RunAsync(string program, params string[] words)
    {
        using var run = Process.Start(program, words);
        await run.WaitForExitAsync();
        return run.ExitCode;
    }

    async Task MountAsync()
    {
        Directory.CreateDirectory(At("disk"));
        Assert.Equal(0, await RunAsync("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", At("disk")));
    }

    [RootFact] public async Task An_upload_that_fills_the_disk_leaves_nothing_and_takes_nothing_from_the_others()
    {
        await MountAsync();
        var (all, transfer) = (Some(1_500_000), Guid.NewGuid());
        var id = await Files.PutAsync(At("disk"), "a", all.Length, transfer);
        Assert.Equal("putstart", Code(await Files.AnswerAsync(id)));
        File.WriteAllBytes(At("disk", "other"), Some(1_000_000));         // somebody else is faster
        for (var at = 0; at < all.Length; at += 100_000) await Files.ChunkAsync(id, at, all.AsSpan(at, 100_000));
        Assert.Equal("full", Code(await Files.AnswerAsync(id)));
        Assert.Equal(["other"], Names("disk"));
        Assert.Equal(Some(1_000_000), File.ReadAllBytes(At("disk", "other")));
        Assert.Equal(0, Agent.Files.Parts.Count);

        File.Delete(At("disk", "other"));
        Assert.Equal("done", Code(await Files.UploadAsync(At("disk"), "a", all, transfer: transfer)));
        Assert.Equal(all, File.ReadAllBytes(At("disk", "a")));
    }

    [RootFact] public async Task A_copy_that_fills_the_disk_leaves_what_was_there_and_no_half_file()
    {
        await MountAsync();
        File.WriteAllBytes(At("large"), Some(3_000_000));
        File.WriteAllText(At("disk", "large"), "before");
        JsonObject copy = new() { ["action"] = "copy", ["scpath"] = Folder, ["dspath"] = At("disk"), ["names"] = new JsonArray("large"), ["conflict"] = "replace" };
        Assert.Equal("full", Code(await Files.AskAsync(copy)));
        Assert.Equal(["large"], Names("disk"));
        Assert.Equal("before", File.ReadAllText(At("disk", "large")));
    }
}

/// <summary>Needs the rights of root; told as skipped elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess) Skip = "A file system can only be mounted by root.";
    }
}
