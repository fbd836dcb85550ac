using MeshEvents.Contracts.Identity;

namespace MeshEvents.Identity.Tokens;

/// <summary>
/// An access token as a program holds it: <c>mesh_&lt;id, 32 hexadecimal digits&gt;_&lt;secret, 64 hexadecimal digits&gt;</c>. The prefix lets scanners of
/// source code find one that was committed by mistake.
/// </summary>
static class TokenText
{
    const string Prefix = "mesh_";
    const int IdLength = 32, SecretLength = 64, Length = 5 + IdLength + 1 + SecretLength;

    public static string Of(TokenId id, string secret) => $"{Prefix}{id.Value:N}_{secret}";

    public static bool TryRead(string text, out TokenId id, out string secret)
    {
        (id, secret) = (default, "");
        if (text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length + IdLength] != '_') return false;
        if (!Guid.TryParseExact(text.AsSpan(Prefix.Length, IdLength), "N", out var guid)) return false;
        (id, secret) = (new(guid), text[^SecretLength..]);
        return secret.All(char.IsAsciiHexDigitLower);
    }
}
