using System.Buffers;
using System.Buffers.Text;

namespace MeshEvents.Wire.MeshIds;

/// <summary>The text form of 48-byte ids: standard base64, 64 characters, with <c>@</c> for <c>+</c> and <c>$</c> for <c>/</c> (spec/agent-handshake.md 3).</summary>
public static class MeshIdText
{
    public const int Length = 64;

    public static string ToText(Bytes48 id) => Convert.ToBase64String(id.Span).Replace('+', '@').Replace('/', '$');

    /// <summary>False for anything but 64 characters of that alphabet.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Bytes48 id)
    {
        id = default;
        if (text.Length != Length) return false;

        Span<byte> ascii = stackalloc byte[Length];
        for (var i = 0; i < Length; i++)
        {
            if (text[i] is '+' or '/' || !char.IsAscii(text[i])) return false;
            ascii[i] = text[i] switch { '@' => (byte)'+', '$' => (byte)'/', var c => (byte)c };
        }

        Span<byte> bytes = stackalloc byte[Bytes48.Size];
        if (Base64.DecodeFromUtf8(ascii, bytes, out var consumed, out var written) != OperationStatus.Done) return false;
        if (consumed != Length || written != Bytes48.Size) return false;
        id = Bytes48.From(bytes);
        return true;
    }
}
