using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace MeshEvents.Bench;

/// <summary>
/// A WebSocket over TLS with as little of itself as possible, so that what is measured is the server: frames are made beforehand with masking key zero and
/// written 64 KB at a time, received ones are only counted.
/// </summary>
sealed class RawSocket : IDisposable
{
    const int ReadSize = 64 << 10, MostHeader = 16 << 10;
    const byte FinalBinary = 0x82, Masked = 0x80;

    readonly TcpClient tcp;
    readonly SslStream tls;
    readonly byte[] buffer = new byte[ReadSize];
    readonly byte[] header = new byte[10];
    int headerLength;
    long remaining;

    RawSocket(TcpClient tcp, SslStream tls) => (this.tcp, this.tls) = (tcp, tls);

    /// <summary>Payload bytes of text and binary messages so far.</summary>
    public long Received { get; private set; }

    /// <param name="headers">Further request headers, name and value.</param>
    public static async Task<RawSocket> ConnectAsync(Uri server, string path, params (string Name, string Value)[] headers)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync("localhost", server.Port);
        var tls = new SslStream(tcp.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        var request = new StringBuilder($"GET {path} HTTP/1.1\r\nHost: localhost:{server.Port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
        request.Append($"Sec-WebSocket-Key: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}\r\n");
        foreach (var (name, value) in headers) request.Append($"{name}: {value}\r\n");
        await tls.WriteAsync(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()));
        var socket = new RawSocket(tcp, tls);
        await socket.UpgradedAsync();
        return socket;
    }

    /// One byte at a time: what follows the header belongs to the first frame.
    async Task UpgradedAsync()
    {
        var answer = new StringBuilder();
        var one = new byte[1];
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await tls.ReadAsync(one) == 0 || answer.Length > MostHeader) throw new BenchException($"No WebSocket: {answer}");
            answer.Append((char)one[0]);
        }
        if (!answer.ToString().StartsWith("HTTP/1.1 101", StringComparison.Ordinal)) throw new BenchException($"No WebSocket: {answer}");
    }

    /// <summary>As many messages of this size as fit into 64 KB, at least one, ready to be written.</summary>
    public static (byte[] Bytes, int Messages) Frames(int size)
    {
        byte[] head = size switch
        {
            < 126 => [FinalBinary, (byte)(Masked | size), 0, 0, 0, 0],
            <= ushort.MaxValue => [FinalBinary, Masked | 126, (byte)(size >> 8), (byte)size, 0, 0, 0, 0],
            _ => [FinalBinary, Masked | 127, 0, 0, 0, 0, (byte)(size >> 24), (byte)(size >> 16), (byte)(size >> 8), (byte)size, 0, 0, 0, 0],
        };
        byte[] one = [.. head, .. RandomNumberGenerator.GetBytes(size)];
        var count = Math.Max(1, (64 << 10) / one.Length);
        return ([.. Enumerable.Repeat(one, count).SelectMany(b => b)], count);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> frames) => tls.WriteAsync(frames);

    /// <summary>Takes in what is there, or waits for something.</summary>
    /// <returns>False at the end.</returns>
    public async ValueTask<bool> ReadAsync()
    {
        var got = await tls.ReadAsync(buffer);
        Count(buffer.AsSpan(0, got));
        return got > 0;
    }

    /// FIN, opcode | length, never masked | 0, 2 or 8 bytes of length | payload   (RFC 6455 5.2)
    void Count(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (remaining > 0)
            {
                var part = (int)Math.Min(remaining, bytes.Length);
                if ((header[0] & 0x08) == 0) Received += part;
                remaining -= part;
                bytes = bytes[part..];
                continue;
            }
            header[headerLength++] = bytes[0];
            bytes = bytes[1..];
            if (headerLength < 2 || headerLength < 2 + (header[1] switch { 126 => 2, 127 => 8, _ => 0 })) continue;
            remaining = header[1] switch { 126 => BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)), 127 => BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(2)), var small => small };
            headerLength = 0;
        }
    }

    public void Dispose()
    {
        tls.Dispose();
        tcp.Dispose();
    }
}
