using System.Security.Cryptography;
using MeshEvents.Wire.Files;

namespace MeshEvents.Cli.Files;

/// <summary>
/// A file from the device to here. Until it is whole it is called <c>.name.transfer.part</c>; what an earlier try left of it is compared by its hash and gone on
/// with.
/// </summary>
sealed class FileDownload(CopyItem item, Guid transfer, CopyRules rules, CopyProgress progress)
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly string target = Path.Combine(item.Folder, item.Name);
    readonly string part = Path.Combine(item.Folder, $".{(item.Name.Length > 100 ? item.Name[..100] : item.Name)}.{transfer:N}.part");
    bool restart;

    /// <exception cref="TunnelCut">To be tried again, in the next tunnel.</exception>
    /// <exception cref="DeviceRefusal">The device said no.</exception>
    /// <exception cref="IOException">It cannot be written here.</exception>
    public async Task<CopyResult> TryAsync(FilesTunnel tunnel, CancellationToken stop)
    {
        string sum;
        long size;
        await using (var file = OpenPart())
        {
            if (restart) file.SetLength(0);
            restart = false;
            using var call = new Receiving(file, tunnel, stop, offset => progress.At(item, offset));
            call.Pass();
            var had = call.Position;
            progress.Had(item, had);
            var number = await tunnel.RequestAsync(call, n => new GetFiles(call.Number = n, item.From, [], Zip: false, had), stop);
            try
            {
                (sum, size) = await call.Over.WaitAsync(stop);
            }
            catch (Exception e) when (had > 0 && e is OtherBeginning or DeviceRefusal { Code: FailureCodes.Changed })
            {
                restart = true;
                await tunnel.SendAsync(new CancelRequest($"{number}"), stop);
                throw new TunnelCut();
            }
            catch (Exception e) when (e is not TunnelCut)
            {
                await tunnel.SendAsync(new CancelRequest($"{number}"), CancellationToken.None);
                throw;
            }
            finally
            {
                tunnel.Forget(number);
                await call.LeaveAsync();
            }
            if (call.Modified is { } modified) File.SetLastWriteTimeUtc(file.SafeFileHandle, modified);
            if (item.Mode is { } mode && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file.SafeFileHandle, (UnixFileMode)mode);
        }
        return new(item.From, Place(), CopyOutcome.Copied, size, sum);
    }

    /// Locked while it is open: two copies of the same file at once do not write into each other.
    FileStream OpenPart()
    {
        if (new FileInfo(part).LinkTarget is not null) throw new IOException($"{part} is a link: somebody else put it there.");
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        // whose rights are narrower than usual may not be seen by more people meanwhile
        if (item.Mode is not null && !OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new(part, options);
    }

    /// <summary>Under its name in one step.</summary>
    string Place()
    {
        if (rules.Conflict != OnConflict.KeepBoth)
        {
            File.Move(part, target, overwrite: rules.Conflict == OnConflict.Replace);
            return target;
        }
        foreach (var free in LocalFiles.FreeNames(item.Folder, item.Name))
        {
            if (Path.Exists(free)) continue;
            File.Move(part, free, overwrite: false);
            return free;
        }
        throw new IOException($"{target} is there already, a thousand times.");
    }
}

/// <summary>What is here is not the beginning of what the device has.</summary>
sealed class OtherBeginning() : Exception("What is here is another file's beginning.");
