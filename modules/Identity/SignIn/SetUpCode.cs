using System.Security.Cryptography;
using System.Text;

namespace MeshEvents.Identity.SignIn;

/// <summary>The one-time set-up link's code: made at each start until an administrator exists, valid for 30 minutes, kept only in memory.</summary>
public sealed class SetUpCode(TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    readonly Lock gate = new();
    byte[]? hash;
    DateTimeOffset ends;

    /// <summary>A fresh code; the one before it is worth nothing any more.</summary>
    public string Make()
    {
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        lock (gate) (hash, ends) = (Hash(code), clock.GetUtcNow() + Lifetime);
        return code;
    }

    public bool IsRight(string code)
    {
        lock (gate) return hash is not null && clock.GetUtcNow() <= ends && CryptographicOperations.FixedTimeEquals(hash, Hash(code));
    }

    /// <summary>Set-up is done.</summary>
    public void Spend()
    {
        lock (gate) hash = null;
    }

    static byte[] Hash(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));
}
