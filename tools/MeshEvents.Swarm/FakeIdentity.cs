using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshEvents.Swarm;

/// <summary>
/// The key and certificate of one fake agent. Thousands of RSA keys would take minutes to draw, so all of a family share one 2048-bit modulus and
/// differ in their public exponent: to a server they are different keys, and different devices. Good for load, and for nothing that must be secret.
/// </summary>
public sealed class FakeIdentity : IDisposable
{
    const int Bits = 2048, FirstExponent = 65537;
    static readonly DateTimeOffset from = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), until = new(2049, 12, 31, 0, 0, 0, TimeSpan.Zero);

    readonly RSA key;

    FakeIdentity(RSA key)
    {
        this.key = key;
        using var certificate = new CertificateRequest("CN=MeshNodeCertificate", key, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1).CreateSelfSigned(from, until);
        Certificate = certificate.RawData;
    }

    /// <summary>DER.</summary>
    public byte[] Certificate { get; }

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-384 (spec/agent-handshake.md 5.2).</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => key.SignData(data, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);

    public void Dispose() => key.Dispose();

    /// <summary>A family of its own: the same call gives other keys the next time.</summary>
    public static IReadOnlyList<FakeIdentity> Family(int count)
    {
        using var first = RSA.Create(Bits);
        var shared = first.ExportParameters(includePrivateParameters: true);
        var (p1, q1) = (Number(shared.P!) - 1, Number(shared.Q!) - 1);
        var family = new List<FakeIdentity>(count);
        for (BigInteger e = FirstExponent; family.Count < count; e += 2)
            if (Inverse(e, p1 * q1) is { } d) family.Add(new(RSA.Create(With(shared, e, d, p1, q1))));
        return family;
    }

    static RSAParameters With(RSAParameters shared, BigInteger e, BigInteger d, BigInteger p1, BigInteger q1) => shared with
    {
        Exponent = e.ToByteArray(isUnsigned: true, isBigEndian: true),
        D = Bytes(d, shared.Modulus!.Length),
        DP = Bytes(d % p1, shared.P!.Length),
        DQ = Bytes(d % q1, shared.Q!.Length),
    };

    static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    static byte[] Bytes(BigInteger number, int size)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[size - bytes.Length], .. bytes];
    }

    /// Extended Euclid; null when the two have a common divisor.
    static BigInteger? Inverse(BigInteger value, BigInteger modulus)
    {
        var (a, b, x, y) = (modulus, value, BigInteger.Zero, BigInteger.One);
        while (b > 0)
        {
            var quotient = a / b;
            (a, b) = (b, a - quotient * b);
            (x, y) = (y, x - quotient * y);
        }
        return a != 1 ? null : x < 0 ? x + modulus : x;
    }
}
