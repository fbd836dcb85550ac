using MeshEvents.Wire.Files;

namespace MeshEvents.Cli.Files;

/// <summary>The tunnel ended before the answer came: the same can be asked in the next one.</summary>
sealed class TunnelCut() : Exception("The connection broke.");

/// <summary>The device said no; <see cref="Code"/> is one of <see cref="FailureCodes"/>, the message its sentence.</summary>
sealed class DeviceRefusal(string code, string sentence) : Exception(sentence)
{
    public string Code => code;
}

/// <summary>
/// One request on its way. All but <see cref="Fail"/> is called by the tunnel's one receiving loop, in the order of the messages; what it does there holds back
/// everything after it, and so in the end the device.
/// </summary>
interface IFileCall
{
    ValueTask HearAsync(FileAnswer answer);

    /// <summary>A chunk; its bytes are good until the call returns.</summary>
    ValueTask TakeAsync(long offset, ReadOnlyMemory<byte> hash, ReadOnlyMemory<byte> data);

    /// <summary>No more comes. Later ones do not count.</summary>
    void Fail(Exception why);
}

/// <summary>A request that ends with one answer, or with a listing in pages.</summary>
sealed class Asking : IFileCall
{
    readonly List<ListedFile> files = [];
    readonly TaskCompletionSource<FileAnswer> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Faults with <see cref="DeviceRefusal"/> or <see cref="TunnelCut"/>.</summary>
    public Task<FileAnswer> Answer => answer.Task;

    public ValueTask HearAsync(FileAnswer heard)
    {
        switch (heard)
        {
            case FileFailed failed: Fail(new DeviceRefusal(failed.Code, failed.Message)); break;
            case FolderListing { Files: { } page } listing:
                files.AddRange(page);
                if (listing.Cut) Fail(new DeviceRefusal(FailureCodes.Failed, $"{listing.Path} holds more files than the device lists."));
                if (listing.End is not false) answer.TrySetResult(listing with { Files = files });
                break;
            case not FileProgress: answer.TrySetResult(heard); break;
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask TakeAsync(long offset, ReadOnlyMemory<byte> hash, ReadOnlyMemory<byte> data) => ValueTask.CompletedTask;

    public void Fail(Exception why) => answer.TrySetException(why);
}
