using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshEvents.Kernel;

namespace MeshEvents.Store;

/// <summary>
/// The installation's keys, outside the database (architecture 13.1): <c>&lt;data&gt;/keys/ring.json</c>, 0600, or where
/// <c>MESHEVENTS_KEYRING</c> says. The newest key seals, older ones still open.
/// Sealed value: <c>1 | key id (4, big endian) | nonce (12) | ciphertext | tag (16)</c>, AES-256-GCM.
/// </summary>
public sealed class KeyRing
{
    const byte Format = 1;
    const int IdLength = 4, NonceLength = 12, TagLength = 16, Overhead = 1 + IdLength + NonceLength + TagLength;
    readonly IReadOnlyList<RingKey> keys;

    internal sealed record RingKey(uint Id, byte[] Key, DateTimeOffset Since);

    KeyRing(IReadOnlyList<RingKey> keys, string file) => (this.keys, File) = (keys, file);

    /// <summary>Where it lies.</summary>
    public string File { get; }

    public uint NewestId => keys[^1].Id;

    internal IEnumerable<uint> Ids => keys.Select(k => k.Id);

    public static string PlaceIn(string dataFolder) =>
        Environment.GetEnvironmentVariable("MESHEVENTS_KEYRING") is { Length: > 0 } elsewhere ? elsewhere : Path.Combine(dataFolder, "keys", "ring.json");

    /// <exception cref="StoreRefusedException">The file is not a key ring.</exception>
    public static KeyRing Read(string file)
    {
        try
        {
            var keys = JsonSerializer.Deserialize<List<RingKey>>(System.IO.File.ReadAllBytes(file), Json.Web);
            if (keys is { Count: > 0 } && keys.All(k => k.Key.Length == 32) && keys.DistinctBy(k => k.Id).Count() == keys.Count) return new(keys, file);
        }
        catch (JsonException) { throw Damaged(file); }
        throw Damaged(file);
    }

    static StoreRefusedException Damaged(string file) => new($"The key ring {file} is damaged. Restore it from a backup; without it the sealed values of the database cannot be read.");

    /// <summary>A fresh ring of one key. Never replaces a file.</summary>
    public static KeyRing Create(string file, DateTimeOffset now)
    {
        var id = BinaryPrimitives.ReadUInt32BigEndian(RandomNumberGenerator.GetBytes(IdLength));
        return Write(file, [new(id, RandomNumberGenerator.GetBytes(32), now)], replace: false);
    }

    /// <summary>A ring with one more key, which seals from now on.</summary>
    public KeyRing Renewed(DateTimeOffset now)
    {
        uint id;
        do id = BinaryPrimitives.ReadUInt32BigEndian(RandomNumberGenerator.GetBytes(IdLength)); while (keys.Any(k => k.Id == id));
        return Write(File, [.. keys, new(id, RandomNumberGenerator.GetBytes(32), now)], replace: true);
    }

    static KeyRing Write(string file, IReadOnlyList<RingKey> keys, bool replace)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var fresh = $"{file}.{Guid.NewGuid():N}";
        using (var stream = new FileStream(fresh, options))
        {
            JsonSerializer.Serialize(stream, keys, Json.Web);
            stream.Flush(flushToDisk: true);
        }
        System.IO.File.Move(fresh, file, replace);
        return new(keys, file);
    }

    /// <param name="bound">What the value belongs to (tenant, kind, owner): it opens with the same words only.</param>
    public byte[] Seal(ReadOnlySpan<byte> plain, string bound) => Seal(keys[^1], plain, bound);

    static byte[] Seal(RingKey key, ReadOnlySpan<byte> plain, string bound)
    {
        var box = new byte[Overhead + plain.Length];
        box[0] = Format;
        BinaryPrimitives.WriteUInt32BigEndian(box.AsSpan(1), key.Id);
        var nonce = box.AsSpan(1 + IdLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key.Key, TagLength);
        aes.Encrypt(nonce, plain, box.AsSpan(Overhead - TagLength, plain.Length), box.AsSpan(box.Length - TagLength), Encoding.UTF8.GetBytes(bound));
        return box;
    }

    /// <summary>A value that opens under this key alone: tells rings apart.</summary>
    internal byte[] Prove(uint id) => Seal(Find(id)!, [], ProofOf(id));

    internal static string ProofOf(uint id) => $"ring/{id:x8}";

    /// <exception cref="CryptographicException">Changed, of another owner, or sealed under a key this ring does not hold.</exception>
    public byte[] Open(ReadOnlySpan<byte> box, string bound)
    {
        if (box.Length < Overhead || box[0] != Format) throw new CryptographicException("Not a sealed value.");
        var id = BinaryPrimitives.ReadUInt32BigEndian(box[1..]);
        if (Find(id) is not { } key) throw new CryptographicException($"Sealed under key {id:x8}, which {File} does not hold.");
        var plain = new byte[box.Length - Overhead];
        using var aes = new AesGcm(key.Key, TagLength);
        aes.Decrypt(box.Slice(1 + IdLength, NonceLength), box[(Overhead - TagLength)..^TagLength], box[^TagLength..], plain, Encoding.UTF8.GetBytes(bound));
        return plain;
    }

    /// <summary>HMAC-SHA256 under a key of its own for each purpose, derived from the newest ring key (tickets, enrolment settings).</summary>
    public (uint KeyId, byte[] Mac) Hmac(string purpose, ReadOnlySpan<byte> data) => (NewestId, Mac(keys[^1], purpose, data));

    /// <summary>Whether the MAC was made here, under any key still held. Takes the same time for every wrong one.</summary>
    public bool Verify(string purpose, uint keyId, ReadOnlySpan<byte> data, ReadOnlySpan<byte> mac) =>
        Find(keyId) is { } key && CryptographicOperations.FixedTimeEquals(Mac(key, purpose, data), mac);

    /// <summary>As <see cref="Verify"/> where the layout has no room for the key's id: any key still held will do.</summary>
    public bool Verify(string purpose, ReadOnlySpan<byte> data, ReadOnlySpan<byte> mac)
    {
        var right = false;
        foreach (var key in keys) right |= CryptographicOperations.FixedTimeEquals(Mac(key, purpose, data), mac);
        return right;
    }

    RingKey? Find(uint id) => keys.FirstOrDefault(k => k.Id == id);

    static byte[] Mac(RingKey key, string purpose, ReadOnlySpan<byte> data) =>
        HMACSHA256.HashData(HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Key, 32, info: Encoding.UTF8.GetBytes("hmac/" + purpose)), data);
}
