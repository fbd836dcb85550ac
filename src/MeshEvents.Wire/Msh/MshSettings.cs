namespace MeshEvents.Wire.Msh;

/// <summary>The settings of a <c>.msh</c> file: the raw keys, and the three a connection needs in their own types (spec/agent-handshake.md 8).</summary>
public sealed class MshSettings(IReadOnlyDictionary<string, string> values)
{
    public static MshSettings Empty { get; } = new(new Dictionary<string, string>());

    public IReadOnlyDictionary<string, string> Values { get; } = values;

    public string? this[string key] => Values.GetValueOrDefault(key);

    /// <summary>Key <c>MeshID</c>: <c>0x</c> and 96 digits, or 64 digits for an old id (then the last 16 bytes are zero).</summary>
    public bool TryMeshId(out Bytes48 meshId)
    {
        meshId = default;
        return this["MeshID"] is { } text && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && TryMeshHex(text.AsSpan(2), out meshId);
    }

    /// <summary>The servers to try, each with the id it must prove: <c>MeshServer</c> and <c>ServerID</c>, comma lists of the same length. Old SHA-256 server ids are not accepted.</summary>
    public bool TryServers(out IReadOnlyList<MshServer> servers, out string reason)
    {
        servers = [];
        reason = "";
        var addresses = Split("MeshServer");
        var ids = Split("ServerID");
        if (addresses.Length == 0) return Fail("MeshServer is missing", out reason);
        if (ids.Length != addresses.Length) return Fail("ServerID and MeshServer do not have the same number of entries", out reason);

        var list = new List<MshServer>(addresses.Length);
        for (var i = 0; i < addresses.Length; i++)
        {
            if (!Uri.TryCreate(addresses[i], UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeWss)
                return Fail($"MeshServer is not a wss:// address: {addresses[i]}", out reason);
            if (!Bytes48.TryFromHex(ids[i], out var id)) return Fail("ServerID is not 96 hexadecimal digits", out reason);
            list.Add(new(address, id));
        }
        servers = list;
        return true;
    }

    string[] Split(string key) => this[key]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    static bool TryMeshHex(ReadOnlySpan<char> hex, out Bytes48 value) => hex.Length == 64
        ? Bytes48.TryFromHex(string.Concat(hex, new string('0', 32)), out value)
        : Bytes48.TryFromHex(hex, out value);

    static bool Fail(string why, out string reason)
    {
        reason = why;
        return false;
    }
}

/// <summary>Where an agent connects, and the hash of the agent-server key it must find there.</summary>
public sealed record MshServer(Uri Address, Bytes48 ServerId);
