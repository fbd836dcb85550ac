using System.Threading.Channels;
using MeshEvents.Wire.Files;

namespace MeshEvents.Cli.Files;

/// <summary>Copies the files of a plan, several at a time, each to its end or to a sentence why not.</summary>
sealed class Copier(FilesLink link, DeviceFiles device, Guid deviceId, bool up, CopyRules rules, CopyProgress progress)
{
    /// <summary>Files at once: small ones wait for answers, not for the line. The agent takes 16.</summary>
    const int AtOnce = 8;

    const int MostDamaged = 3;

    /// <summary>Results as they come.</summary>
    /// <exception cref="MeshException">There is no connection any more: the rest was not copied.</exception>
    public async Task RunAsync(CopyPlan plan, ChannelWriter<CopyResult> results, CancellationToken stop)
    {
        foreach (var left in plan.Left) await results.WriteAsync(left, stop);
        await Parallel.ForEachAsync(plan.Items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (item, ending) => await results.WriteAsync(await OneAsync(item, ending), ending));
    }

    async Task<CopyResult> OneAsync(CopyItem item, CancellationToken stop)
    {
        try
        {
            if (!item.Fresh && await PresentAsync(item, stop) is { } present) return present;
            return await TransferAsync(item, stop);
        }
        catch (Exception e) when (e is DeviceRefusal or IOException or UnauthorizedAccessException) { return Failed(item, e.Message, e is DeviceRefusal { Code: FailureCodes.Exists }); }
    }

    /// <summary>What is there under the name already, where that is the end of it.</summary>
    async Task<CopyResult?> PresentAsync(CopyItem item, CancellationToken stop)
    {
        if (rules.Conflict is OnConflict.KeepBoth) return null;
        var (there, size) = up ? await ThereAsync(item, stop) : Here(item);
        if (!there) return null;
        if (size == item.Size && await SameAsync(item, stop)) return new(item.From, Target(item), CopyOutcome.Same, size ?? 0);
        return rules.Conflict switch
        {
            OnConflict.Skip => new(item.From, Target(item), CopyOutcome.Skipped),
            OnConflict.Fail => Failed(item, $"{Target(item)} is there already, and is another one.", taken: true),
            _ => null,
        };
    }

    async Task<(bool, long?)> ThereAsync(CopyItem item, CancellationToken stop) =>
        await device.FindAsync(Endpoint.Join(item.Folder, item.Name), stop) is { } found ? (true, found is { Kind: FileKind.File, Link: null } ? found.Size : null) : (false, null);

    static (bool, long?) Here(CopyItem item)
    {
        var path = Path.Combine(item.Folder, item.Name);
        return LocalFiles.KindOf(path, follow: false) switch { LocalKind.Nothing => (false, null), LocalKind.File => (true, new FileInfo(path).Length), _ => (true, null) };
    }

    async Task<bool> SameAsync(CopyItem item, CancellationToken stop)
    {
        var (folder, name) = up ? (item.Folder, item.Name) : Endpoint.Split(item.From);
        var here = LocalFiles.HashAsync(up ? item.From : Path.Combine(item.Folder, item.Name), stop);
        return string.Equals(await device.HashAsync(folder, name, stop), await here, StringComparison.OrdinalIgnoreCase);
    }

    async Task<CopyResult> TransferAsync(CopyItem item, CancellationToken stop)
    {
        var transfer = item.Transfer(deviceId, up);
        var (upload, download) = (up ? new FileUpload(item, transfer, rules, progress) : null, up ? null : new FileDownload(item, transfer, rules, progress));
        for (var (damaged, cuts) = (0, 0); ;)
        {
            var tunnel = await link.TunnelAsync(stop);
            // the last answer may have been lost with the tunnel: then all is there
            if (cuts > 0 && await PresentAsync(item, stop) is { } present) return present with { Outcome = present.Outcome is CopyOutcome.Same ? CopyOutcome.Copied : present.Outcome };
            try { return upload is not null ? await upload.TryAsync(tunnel, stop) : await download!.TryAsync(tunnel, stop); }
            catch (TunnelCut) { cuts++; }          // the link has the next one, or says why there is none
            catch (DeviceRefusal e) when (e.Code is FailureCodes.Damaged && ++damaged < MostDamaged) { progress.Say($"{Output.Plain.Line(item.Name)} did not arrive as it was sent; again."); }
            // of a tunnel that broke the device may not know yet
            catch (DeviceRefusal e) when (e.Code is FailureCodes.Busy) { await Task.Delay(TimeSpan.FromMilliseconds(200), stop); }
        }
    }

    CopyResult Failed(CopyItem item, string why, bool taken = false) => new(item.From, Target(item), CopyOutcome.Failed, Why: why, NameTaken: taken);

    string Target(CopyItem item) => up ? Endpoint.Join(item.Folder, item.Name) : Path.Combine(item.Folder, item.Name);
}
