using System.Security.Cryptography;
using System.Text;

namespace MeshEvents.Devices.Enrolment;

/// <summary>
/// An enrolment code as people read it: <c>7KQ2-M9XW-4TBC</c>. Four characters name it, eight are its secret (40 bits). The alphabet has no 0, 1, I, L, O, U.
/// </summary>
/// <param name="Name">4 characters.</param>
/// <param name="Secret">8 characters.</param>
public readonly record struct CodeText(string Name, string Secret)
{
    const string Letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    public override string ToString() => $"{Name}-{Secret[..4]}-{Secret[4..]}";

    /// <param name="entropy">At least 12 random bytes.</param>
    public static CodeText From(ReadOnlySpan<byte> entropy)
    {
        Span<char> text = stackalloc char[12];
        for (var i = 0; i < text.Length; i++) text[i] = Letters[entropy[i] % Letters.Length];
        return new(new(text[..4]), new(text[4..]));
    }

    /// <summary>Also without dashes, in lower case, with blanks around it.</summary>
    public static bool TryParse(string text, out CodeText code)
    {
        code = default;
        if (text.Length > 40) return false;
        var bare = text.Trim().Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        if (bare.Length != 12 || bare.Any(c => !Letters.Contains(c))) return false;
        code = new(bare[..4], bare[4..]);
        return true;
    }

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));

}
