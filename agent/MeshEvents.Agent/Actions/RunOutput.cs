using System.Security.Cryptography;

namespace MeshEvents.Agent.Actions;

/// <summary>What a program writes, on its way to the server: all of it is counted and hashed, and up to a limit passed on.</summary>
sealed class RunOutput(long limit, Func<bool, ReadOnlyMemory<byte>, ValueTask> pass) : IDisposable
{
    readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly SemaphoreSlim one = new(1, 1);
    long passed;

    public long Bytes { get; private set; }
    public long ErrorBytes { get; private set; }
    public bool Cut => passed < Bytes;

    /// <summary>Of both outputs, in the order in which they were read.</summary>
    public string Sha256 => Convert.ToHexStringLower(hash.GetCurrentHash());

    /// <param name="giveUp">Nobody waits for the server any longer.</param>
    public async ValueTask TakeAsync(bool error, ReadOnlyMemory<byte> piece, CancellationToken giveUp)
    {
        await one.WaitAsync(giveUp);
        try
        {
            hash.AppendData(piece.Span);
            Bytes += piece.Length;
            if (error) ErrorBytes += piece.Length;
            var keep = (int)Math.Min(limit - passed, piece.Length);
            if (keep <= 0) return;
            passed += keep;
            await pass(error, piece[..keep]).AsTask().WaitAsync(giveUp);
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose()
    {
        hash.Dispose();
        one.Dispose();
    }
}
