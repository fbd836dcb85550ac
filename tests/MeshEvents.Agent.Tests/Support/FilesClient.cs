using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshEvents.Agent.Tests.Support;

/// <summary>A person's side of a files tunnel, written from the specification alone.</summary>
sealed class FilesClient(Peer tunnel)
{
    public const int Header = 45;

    int last;

    public Peer Tunnel => tunnel;

    public int Next() => ++last;

    /// <summary>As browsers send it: JSON in a binary message.</summary>
    public Task SendAsync(JsonObject request) => tunnel.SendAsync(Encoding.UTF8.GetBytes(request.ToJsonString()));

    /// <summary>Sends a request with a number of its own, and waits for the answer that ends it.</summary>
    public async Task<JsonElement> AskAsync(JsonObject request)
    {
        var id = Next();
        request["reqid"] = id;
        await SendAsync(request);
        return await AnswerAsync(id);
    }

    /// <summary>The next answer to this request that is not progress.</summary>
    public async Task<JsonElement> AnswerAsync(int id)
    {
        while (true)
        {
            if ((await NextAsync()).Json is not { } json || !json.TryGetProperty("reqid", out var of) || of.ValueKind != JsonValueKind.Number || of.GetInt32() != id) continue;
            if (json.TryGetProperty("action", out var action) && action.GetString() is "progress" or "ack") continue;
            return json;
        }
    }

    /// <summary>The next message: JSON, or data.</summary>
    public async Task<(JsonElement? Json, byte[] Data)> NextAsync()
    {
        var (_, bytes) = await tunnel.ReceiveAsync() ?? throw new InvalidOperationException("The agent closed.");
        return bytes.Length > 0 && bytes[0] == '{' ? (JsonSerializer.Deserialize<JsonElement>(bytes), []) : (null, bytes);
    }

    public async Task<List<JsonElement>> ListAsync(string path)
    {
        var id = Next();
        await SendAsync(new() { ["action"] = "ls", ["reqid"] = id, ["path"] = path, ["pages"] = true });
        List<JsonElement> all = [];
        while (true)
        {
            var page = await AnswerAsync(id);
            if (page.TryGetProperty("action", out _)) throw new InvalidOperationException(page.GetRawText());
            all.AddRange(page.GetProperty("dir").EnumerateArray());
            if (page.GetProperty("end").GetBoolean()) return all;
        }
    }

    public async Task<int> PutAsync(string folder, string name, long size, Guid transfer, string conflict = "fail", bool pieces = false)
    {
        var id = Next();
        await SendAsync(new()
        {
            ["action"] = "put", ["reqid"] = id, ["transfer"] = transfer.ToString(), ["path"] = folder, ["name"] = name, ["size"] = size, ["modified"] = 1_700_000_000_000, ["conflict"] = conflict,
            ["pieces"] = pieces,
        });
        return id;
    }

    public Task ChunkAsync(int transfer, long offset, ReadOnlySpan<byte> data, byte[]? hash = null)
    {
        var chunk = new byte[Header + data.Length];
        chunk[0] = 2;
        BinaryPrimitives.WriteInt32BigEndian(chunk.AsSpan(1), transfer);
        BinaryPrimitives.WriteInt64BigEndian(chunk.AsSpan(5), offset);
        (hash ?? SHA256.HashData(data)).CopyTo(chunk, 13);
        data.CopyTo(chunk.AsSpan(Header));
        return tunnel.SendAsync(chunk);
    }

    public Task DoneAsync(int id, byte[] all) => SendAsync(new() { ["action"] = "putdone", ["reqid"] = id, ["sha256"] = Hex(all) });

    /// <summary>Sends a whole file in chunks; the last answer.</summary>
    public async Task<JsonElement> UploadAsync(string folder, string name, byte[] all, string conflict = "fail", Guid? transfer = null)
    {
        var id = await PutAsync(folder, name, all.Length, transfer ?? Guid.NewGuid(), conflict);
        var start = await AnswerAsync(id);
        if (start.GetProperty("action").GetString() != "putstart") return start;
        for (var at = (int)start.GetProperty("offset").GetInt64(); at < all.Length; at += 100_000) await ChunkAsync(id, at, all.AsSpan(at, Math.Min(100_000, all.Length - at)));
        await DoneAsync(id, all);
        return await AnswerAsync(id);
    }

    /// <summary>Takes a download from where it starts to its end, each chunk checked and acknowledged; stops early after so many bytes.</summary>
    public async Task<(JsonElement Start, byte[] Data, JsonElement? End)> DownloadAsync(JsonObject get, long stopAfter = long.MaxValue)
    {
        var id = Next();
        (get["action"], get["reqid"]) = ("get", id);
        await SendAsync(get);
        var start = await AnswerAsync(id);
        if (start.GetProperty("action").GetString() != "getstart") return (start, [], start);
        var at = start.GetProperty("offset").GetInt64();
        var all = new MemoryStream();
        while (true)
        {
            var (json, chunk) = await NextAsync();
            if (json is { } end) return (start, all.ToArray(), end);
            Assert.Equal((2, id, at), (chunk[0], BinaryPrimitives.ReadInt32BigEndian(chunk.AsSpan(1)), BinaryPrimitives.ReadInt64BigEndian(chunk.AsSpan(5))));
            Assert.Equal(SHA256.HashData(chunk.AsSpan(Header)), chunk[13..Header]);
            all.Write(chunk, Header, chunk.Length - Header);
            at += chunk.Length - Header;
            if (all.Length >= stopAfter) return (start, all.ToArray(), null);
            await SendAsync(new() { ["action"] = "ack", ["reqid"] = id, ["offset"] = at });
        }
    }

    /// <summary>Takes what comes of a download that has begun, each chunk acknowledged and none looked at; its last answer.</summary>
    public async Task<JsonElement> EndAsync(int id)
    {
        while (true)
        {
            var (json, chunk) = await NextAsync();
            if (json is { } end) return end;
            var at = BinaryPrimitives.ReadInt64BigEndian(chunk.AsSpan(5)) + chunk.Length - Header;
            await SendAsync(new() { ["action"] = "ack", ["reqid"] = id, ["offset"] = at });
        }
    }

    public static string Hex(byte[] data) => Convert.ToHexStringLower(SHA256.HashData(data));
}
