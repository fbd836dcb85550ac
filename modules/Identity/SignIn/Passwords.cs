using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;
using MeshEvents.Kernel;

namespace MeshEvents.Identity.SignIn;

/// <summary>
/// PBKDF2-SHA512 with 210,000 rounds (about 110 ms), kept as <c>pbkdf2-sha512$rounds$salt$hash</c>. It runs on its own few threads with a queue of 64, so
/// that a flood of sign-ins neither blocks sockets nor grows without end.
/// </summary>
public sealed class Passwords : IDisposable
{
    const int Rounds = 210_000, SaltLength = 16, HashLength = 32, Depth = 64;

    /// <summary>What an unknown name is checked against, so that it takes as long as a known one.</summary>
    static readonly string nobodys = Text(new byte[SaltLength], new byte[HashLength], Rounds);

    readonly Channel<Action> queue = Channel.CreateBounded<Action>(Depth);

    public Passwords()
    {
        for (var i = 0; i < Math.Max(1, Environment.ProcessorCount / 2); i++)
            new Thread(Work) { IsBackground = true, Name = "passwords" }.Start();
    }

    /// <returns>Null when the queue is full: too many people sign in at once.</returns>
    public Task<Secret?> HashAsync(string password) => RunAsync<Secret>(() =>
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return new(Text(salt, Derive(password, salt, Rounds, HashLength), Rounds));
    });

    /// <param name="kept">Null for an unknown name: the same work, and never right.</param>
    /// <returns>Null when the queue is full.</returns>
    public async Task<bool?> CheckAsync(string password, Secret? kept) =>
        (await RunAsync<object>(() => Matches(password, kept?.Reveal() ?? nobodys) && kept is not null)) as bool?;

    static bool Matches(string password, string kept)
    {
        if (kept.Split('$') is not ["pbkdf2-sha512", var rounds, var salt, var hash]) return false;
        var expected = Convert.FromBase64String(hash);
        var found = Derive(password, Convert.FromBase64String(salt), int.Parse(rounds, CultureInfo.InvariantCulture), expected.Length);
        return CryptographicOperations.FixedTimeEquals(expected, found);
    }

    static byte[] Derive(string password, byte[] salt, int rounds, int length) => Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, length);

    static string Text(byte[] salt, byte[] hash, int rounds) => string.Create(CultureInfo.InvariantCulture, $"pbkdf2-sha512${rounds}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");

    Task<T?> RunAsync<T>(Func<T> work) where T : class
    {
        var done = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queued = queue.Writer.TryWrite(() =>
        {
            try { done.SetResult(work()); }
            catch (Exception e) { done.SetException(e); }
        });
        if (!queued) done.SetResult(null);
        return done.Task;
    }

    void Work()
    {
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            while (queue.Reader.TryRead(out var work)) work();
    }

    public void Dispose() => queue.Writer.TryComplete();
}
