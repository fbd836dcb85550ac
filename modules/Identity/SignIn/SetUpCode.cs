using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;

namespace MeshEvents.Identity.SignIn;

/// <summary>
/// The one-time set-up link's code, one for each tenant: made at each start until the tenant has an administrator, valid for 30 minutes, kept only in memory.
/// </summary>
public sealed class SetUpCode(TimeProvider clock) : IOnCommit
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    readonly ConcurrentDictionary<Guid, (byte[] Hash, DateTimeOffset Ends)> codes = [];

    /// <summary>A fresh code; the one before it is worth nothing any more.</summary>
    public string Make(Guid tenant)
    {
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        codes[tenant] = (Hash(code), clock.GetUtcNow() + Lifetime);
        return code;
    }

    public bool IsRight(Guid tenant, string code) =>
        codes.TryGetValue(tenant, out var known) && clock.GetUtcNow() <= known.Ends && CryptographicOperations.FixedTimeEquals(known.Hash, Hash(code));

    /// <summary>A tenant that is set up needs none any more.</summary>
    public void OnCommit(IReadOnlyList<IEvent> events)
    {
        foreach (var e in events.Where(e => e.Data is SetUpFinished)) codes.TryRemove(e.By.Tenant, out _);
    }

    static byte[] Hash(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(code));
}
