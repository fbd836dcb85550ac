using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace MeshEvents.Wire;

/// <summary>
/// Exactly 48 bytes as a value: a SHA-384 hash, a nonce, a node id, a group id or a server id (spec/agent-handshake.md 3).
/// Comparison takes the same time wherever the bytes differ.
/// </summary>
public readonly struct Bytes48 : IEquatable<Bytes48>
{
    public const int Size = 48;

    readonly Block block;

    Bytes48(ReadOnlySpan<byte> bytes) => bytes.CopyTo(block);

    /// <summary>48 zero bytes. As a core hash it means "own core, leave it alone" (spec/agent-commands.md 2).</summary>
    public static Bytes48 Zero => default;

    /// <summary>48 bytes of the system's random number generator.</summary>
    public static Bytes48 Random()
    {
        Span<byte> bytes = stackalloc byte[Size];
        RandomNumberGenerator.Fill(bytes);
        return new(bytes);
    }

    /// <summary>SHA-384 of <paramref name="data"/>.</summary>
    public static Bytes48 HashOf(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA384.HashData(data, hash);
        return new(hash);
    }

    /// <exception cref="ArgumentException">Not 48 bytes.</exception>
    public static Bytes48 From(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Size ? new(bytes) : throw new ArgumentException($"48 bytes are needed, {bytes.Length} were given.", nameof(bytes));

    /// <summary>96 hexadecimal digits of either case.</summary>
    public static bool TryFromHex(ReadOnlySpan<char> hex, out Bytes48 value)
    {
        value = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (hex.Length != 2 * Size || Convert.FromHexString(hex, bytes, out _, out var written) != System.Buffers.OperationStatus.Done || written != Size) return false;
        value = new(bytes);
        return true;
    }

    [UnscopedRef]
    public ReadOnlySpan<byte> Span => block;

    public byte[] ToArray() => Span.ToArray();

    /// <summary>96 upper-case hexadecimal digits, as a <c>.msh</c> file spells a server id.</summary>
    public string ToHex() => Convert.ToHexString(Span);

    public bool Equals(Bytes48 other) => CryptographicOperations.FixedTimeEquals(Span, other.Span);
    public override bool Equals(object? other) => other is Bytes48 bytes && Equals(bytes);
    public override int GetHashCode() => BitConverter.ToInt32(Span);
    public override string ToString() => ToHex();
    public static bool operator ==(Bytes48 left, Bytes48 right) => left.Equals(right);
    public static bool operator !=(Bytes48 left, Bytes48 right) => !left.Equals(right);

    [InlineArray(Size)]
    struct Block
    {
        byte first;
    }
}
