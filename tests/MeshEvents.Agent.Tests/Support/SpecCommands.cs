using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MeshEvents.Agent.Tests.Support;

/// <summary>Signed commands, byte by byte as <c>src/docs/reference/commands.md</c> has them, and every way to get them wrong.</summary>
sealed class SpecCommands(Peer peer, byte[] nodeId, byte[] agentNonce)
{
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    SpecCommands(Peer peer, byte[] nodeId, byte[] agentNonce, ECDsa key) : this(peer, nodeId, agentNonce) => this.key = key;

    /// <summary>The same server and key on another connection.</summary>
    public SpecCommands On(Peer other, byte[] nonce) => new(other, nodeId, nonce, key);

    public string Device { get; } = Convert.ToBase64String(nodeId).Replace('+', '@').Replace('/', '$');

    public static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    /// <summary>The key, with the word of the agent-server key for it, and the time, with the key's own word for it and for the connection.</summary>
    public Task ShowKeyAsync(byte[]? vouched = null, byte[]? nonce = null, long? proved = null)
    {
        var time = Now;
        var number = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, proved ?? time);
        var proof = key.SignData([.. "MeshEvents command time 1\0"u8, .. nonce ?? agentNonce, .. number], HashAlgorithmName.SHA256);
        var spki = key.ExportSubjectPublicKeyInfo();
        using var server = System.Security.Cryptography.X509Certificates.RSACertificateExtensions.GetRSAPrivateKey(Certificates.AgentServer)!;
        var signature = server.SignData([.. "MeshEvents command key 1\0"u8, .. vouched ?? spki], HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
        return peer.SendTextAsync($$"""
            {"action":"meshcommandkey","certificate":"{{Convert.ToBase64String(Certificates.AgentServer.RawData)}}","key":"{{Convert.ToBase64String(spki)}}","signature":"{{Convert.ToBase64String(signature)}}","time":{{time}},"proof":"{{Convert.ToBase64String(proof)}}"}
            """);
    }

    /// <summary>A good command, as far as it is not said otherwise.</summary>
    /// <returns>Its id.</returns>
    public async Task<Guid> SendAsync(string action, string arguments, string? device = null, long? issued = null, long? expires = null, Guid? id = null)
    {
        var (text, used) = Body(action, arguments, device, issued, expires, id);
        await SendRawAsync(text, Sign(text));
        return used;
    }

    public (string Body, Guid Id) Body(string action, string arguments, string? device = null, long? issued = null, long? expires = null, Guid? id = null)
    {
        var used = id ?? Guid.NewGuid();
        return ($$"""{"id":"{{used}}","device":"{{device ?? Device}}","issued":{{issued ?? Now}},"expires":{{expires ?? Now + 60_000}},"action":"{{action}}","by":"ada","arguments":{{arguments}}}""", used);
    }

    public byte[] Sign(string body) => key.SignData([.. "MeshEvents command 1\0"u8, .. Encoding.UTF8.GetBytes(body)], HashAlgorithmName.SHA256);

    public Task SendRawAsync(string body, byte[] signature) =>
        peer.SendTextAsync($$"""{"action":"meshcommand","body":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(body))}}","signature":"{{Convert.ToBase64String(signature)}}"}""");
}
