using System.Net;
using System.Net.NetworkInformation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Views;

/// <summary>Who shares a network with whom, from what the devices last reported of their cards.</summary>
sealed class Neighbours(ReadsFor readsFor, IPresence presence) : INeighbours
{
    const string Wakes = "wake", Start = "network.", MacEnd = ".mac";

    // networks inside one machine: the same numbers on every one that has them
    static readonly string[] inside = ["lo", "docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "tun", "tap", "wg", "cni", "flannel", "podman"];

    public async Task<IReadOnlyList<Sleeper>> OfAsync(IReadOnlyList<DeviceId> devices, Guid tenant, CancellationToken stop)
    {
        var all = await readsFor.Tenant(tenant).RowsAsync<DeviceSheet>($"not retired");
        var helpers = all.Select(d => (Device: d, Now: presence.Of(d.Id))).Where(d => d.Now is { Obeys: true } && d.Device.Actions.Contains(Wakes))
            .OrderBy(d => d.Now!.Since).SelectMany(d => NetworksOf(d.Device.Reported).Select(network => (network, d.Device))).ToLookup(d => d.network, d => d.Device);
        var wanted = devices.ToHashSet();
        return [.. all.Where(d => wanted.Contains(d.Id)).Select(d => new Sleeper(d.Id, d.Name, d.GroupId, presence.IsOnline(d.Id), MacsOf(d.Reported),
            [.. NetworksOf(d.Reported).SelectMany(network => helpers[network]).Where(h => h.Id != d.Id).DistinctBy(h => h.Id).Select(h => new Neighbour(h.Id, h.GroupId, h.Name))]))];
    }

    internal static IReadOnlyList<string> NetworksOf(IReadOnlyDictionary<string, string> reported) =>
        [.. Cards(reported, Fields.NetworksEnd).SelectMany(f => f.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal)];

    internal static IReadOnlyList<string> MacsOf(IReadOnlyDictionary<string, string> reported) =>
        [.. Cards(reported, MacEnd).Select(f => f.Value.ToUpperInvariant().Replace('-', ':')).Where(IsMac).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    static IEnumerable<KeyValuePair<string, string>> Cards(IReadOnlyDictionary<string, string> reported, string end) => reported
        .Where(f => f.Key.StartsWith(Start, StringComparison.Ordinal) && f.Key.EndsWith(end, StringComparison.Ordinal) && !inside.Any(i => f.Key.AsSpan(Start.Length).StartsWith(i, StringComparison.Ordinal)));

    static bool IsMac(string text) => text.Length == 17 && PhysicalAddress.TryParse(text.Replace(':', '-'), out var mac) && mac.GetAddressBytes() is { Length: 6 } bytes && bytes.Any(b => b != 0);

    /// <summary><c>192.0.2.0/24</c>; null for what is no network in which others could be.</summary>
    internal static string? NetworkOf(string address, string? mask)
    {
        if (!IPAddress.TryParse(address, out var ip) || !IPAddress.TryParse(mask, out var ones) || IPAddress.IsLoopback(ip)) return null;
        if (ip.GetAddressBytes() is not { Length: 4 } own || ones.GetAddressBytes() is not { Length: 4 } bits) return null;
        var length = bits.Sum(b => System.Numerics.BitOperations.PopCount(b));
        return length is < 8 or > 30 ? null : $"{new IPAddress([.. own.Zip(bits, (a, b) => (byte)(a & b))])}/{length}";
    }
}
