using MeshEvents.Agent.Connection;
using MeshEvents.Agent.Platform.Files;
using MeshEvents.Wire.Files;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>The way back to the person who asked. One message after the other: who waits for the socket holds one buffer.</summary>
sealed class FileReplies(ServerSocket socket)
{
    public Task SendAsync(FileAnswer answer) => socket.SendBinaryAsync(FileAnswerWriter.Write(answer));

    /// <summary>Done, when the request wants to know.</summary>
    public Task DoneAsync(string? request, long? count = null, long? size = null, string? sha256 = null, string? name = null) =>
        request is null ? Task.CompletedTask : SendAsync(new FileDone(request, count, size, sha256, name));

    public Task ChunkAsync(ReadOnlyMemory<byte> chunk) => socket.SendBinaryAsync(chunk);

    /// <summary>The failure in words; the cause may be one of the system's own.</summary>
    public static FileFailed Failed(string? request, Exception cause) => cause switch
    {
        FileFailure failure => new(request, CodeOf(failure.Problem), Short(failure.Message)),
        ChangedMeanwhile => new(request, FailureCodes.Changed, cause.Message),
        DamagedTransfer => new(request, FailureCodes.Damaged, cause.Message),
        OperationCanceledException => new(request, FailureCodes.Cancelled, "Cancelled."),
        UnauthorizedAccessException => new(request, FailureCodes.Denied, "The agent's account may not do that."),
        IOException e when IsFull(e) => new(request, FailureCodes.Full, "The disk is full."),
        _ => new(request, FailureCodes.Failed, Short(cause.Message)),
    };

    // ERROR_DISK_FULL of Windows; ENOSPC and EDQUOT of Linux
    public static bool IsFull(IOException e) => e is FileFailure { Problem: FileProblem.Full } || e.HResult is unchecked((int)0x80070070) or 28 or 122;

    static string CodeOf(FileProblem problem) => problem switch
    {
        FileProblem.Exists => FailureCodes.Exists,
        FileProblem.Missing => FailureCodes.Missing,
        FileProblem.Denied => FailureCodes.Denied,
        FileProblem.Full => FailureCodes.Full,
        FileProblem.NotEmpty => FailureCodes.NotEmpty,
        FileProblem.Refused => FailureCodes.Refused,
        _ => FailureCodes.Failed,
    };

    static string Short(string sentence) => sentence.Length <= FileLimits.Sentence ? sentence : sentence[..(FileLimits.Sentence - 1)] + "…";
}
