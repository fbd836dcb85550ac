using MeshEvents.Wire.Files;

namespace MeshEvents.Cli.Files;

/// <summary>Short questions about the files of the device, asked again in the next tunnel when one breaks.</summary>
sealed class DeviceFiles(FilesLink link)
{
    /// <summary>How long the next answer may take; an agent that does not know a request says nothing.</summary>
    static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    /// <summary>What stands there; null when nothing does.</summary>
    public async Task<ListedFile?> FindAsync(string path, CancellationToken stop)
    {
        try { return await AskAsync(n => new LookAt(n, path), stop) is FolderListing { Files: [var one] } ? one : throw Strange(); }
        catch (DeviceRefusal e) when (e.Code == FailureCodes.Missing) { return null; }
    }

    public async Task<IReadOnlyList<ListedFile>> ListAsync(string folder, CancellationToken stop) =>
        await AskAsync(n => new ListFolder(n, folder, Pages: true), stop) is FolderListing { Files: { } files } ? files : throw Strange();

    /// <returns>False when there is a folder already.</returns>
    public async Task<bool> MakeFolderAsync(string path, CancellationToken stop)
    {
        // looked at first, so that the history has no failure where nothing was to be done
        if (await FindAsync(path, stop) is { } present)
            return present.Kind == FileKind.Folder ? false : throw new DeviceRefusal(FailureCodes.Exists, $"{EscapedName.Show(path)} is there already, and is no folder.");
        try { await AskAsync(n => new MakeFolder(n, path), stop); }
        catch (DeviceRefusal e) when (e.Code == FailureCodes.Exists) { return false; }          // an answer was lost with its tunnel
        return true;
    }

    /// <summary>SHA-384 of a file there, hexadecimal; null when it cannot be read.</summary>
    public async Task<string?> HashAsync(string folder, string name, CancellationToken stop) => await AskAsync(n => new HashFile(n, folder, name, null), stop, mayTakeLong: true) is PlainHash hash ? hash.Sha384 : throw Strange();

    async Task<FileAnswer> AskAsync(Func<string, FileRequest> request, CancellationToken stop, bool mayTakeLong = false)
    {
        while (true)
        {
            var tunnel = await link.TunnelAsync(stop);
            var call = new Asking();
            try
            {
                await tunnel.RequestAsync(call, n => request($"{n}"), stop);
                return await call.Answer.WaitAsync(mayTakeLong ? Timeout.InfiniteTimeSpan : patience, stop);
            }
            catch (TunnelCut) { await Task.Yield(); }          // the link has the next one, or says why there is none
            catch (TimeoutException) { throw new DeviceRefusal(FailureCodes.Failed, $"The agent did not answer within {patience.TotalSeconds} seconds."); }
        }
    }

    static DeviceRefusal Strange() => new(FailureCodes.Failed, "The agent gave an answer to another question.");
}
