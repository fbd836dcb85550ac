using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshEvents.Certificates;

/// <summary>
/// Makes what a new server needs: its own root; a web certificate (P-256, the server's names); one for Intel AMT's connections (RSA 2048, which the firmware
/// understands); and the agent-server certificate (RSA 3072, or 2048 with <c>--fastcert</c>), whose key every agent trusts for ever.
/// </summary>
static class CertificateMaker
{
    public const string Root = "root", Web = "web", Mps = "mps", AgentServer = "agent-server";
    static readonly DateTimeOffset from = new(2018, 1, 1, 0, 0, 0, TimeSpan.Zero), to = new(2049, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// Browsers refuse server certificates that last longer.
    static readonly TimeSpan webLife = TimeSpan.FromDays(397);

    public static void MakeMissing(CertificateFiles files, IReadOnlyCollection<string> names, bool fast, DateTimeOffset now)
    {
        if (!files.Exists(Root))
        {
            using var key = RSA.Create(fast ? 2048 : 3072);
            var request = Request($"CN=MeshEventsRoot-{Tag()}", key);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 1, true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
            using var root = request.CreateSelfSigned(from, to);
            files.Write(Root, root, key);
        }
        if (files.Exists(AgentServer) && files.Exists(Mps) && files.Exists(Web)) return;
        using var issuer = files.Read(Root);
        if (!files.Exists(AgentServer)) MakeRsa(files, AgentServer, $"CN=MeshEventsAgentServer-{Tag()}", fast ? 2048 : 3072, issuer, [], from.AddDays(1), to.AddDays(-1));
        if (!files.Exists(Mps)) MakeRsa(files, Mps, $"CN={names.First()}", 2048, issuer, names, from.AddDays(1), to.AddDays(-1));
        if (!files.Exists(Web)) MakeWeb(files, issuer, names, now);
    }

    public static void MakeWeb(CertificateFiles files, X509Certificate2 issuer, IReadOnlyCollection<string> names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName($"CN={names.First()}"), key, HashAlgorithmName.SHA256);
        Serve(request, names);
        using var certificate = Sign(request, issuer, now.AddDays(-1), now + webLife);
        files.Write(Web, certificate, key);
    }

    static void MakeRsa(CertificateFiles files, string name, string subject, int bits, X509Certificate2 issuer, IReadOnlyCollection<string> names, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        using var key = RSA.Create(bits);
        var request = Request(subject, key);
        Serve(request, names);
        using var certificate = Sign(request, issuer, notBefore, notAfter);
        files.Write(name, certificate, key);
    }

    static CertificateRequest Request(string subject, RSA key) => new(new X500DistinguishedName(subject), key, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);

    static void Serve(CertificateRequest request, IReadOnlyCollection<string> names)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        if (names.Count == 0) return;
        var san = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            if (IPAddress.TryParse(name, out var ip)) san.AddIpAddress(ip); else san.AddDnsName(name);
        request.CertificateExtensions.Add(san.Build());
    }

    static X509Certificate2 Sign(CertificateRequest request, X509Certificate2 issuer, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        using var key = issuer.GetRSAPrivateKey()!;
        return request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1), notBefore, notAfter, RandomNumberGenerator.GetBytes(16));
    }

    static string Tag() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(3));
}
