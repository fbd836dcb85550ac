using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshEvents.Agent.Tests.Support;

/// <summary>Certificates as a server has them: P-256 for the web, RSA 3072 for agents (spec/agent-handshake.md 3). RSA keys are made once for all tests.</summary>
static class Certificates
{
    static readonly Lazy<X509Certificate2> FirstServer = new(() => Rsa("CN=MeshEventsAgentServer-1"));
    static readonly Lazy<X509Certificate2> SecondServer = new(() => Rsa("CN=MeshEventsAgentServer-2"));

    public static X509Certificate2 AgentServer => FirstServer.Value;

    public static X509Certificate2 OtherAgentServer => SecondServer.Value;

    public static X509Certificate2 Web()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var bare = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        return X509CertificateLoader.LoadPkcs12(bare.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>SHA-384 over the bare RSA public key: what <c>ServerID</c> holds.</summary>
    public static byte[] KeyHash(X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPublicKey()!;
        return SHA384.HashData(key.ExportRSAPublicKey());
    }

    static X509Certificate2 Rsa(string subject)
    {
        var key = RSA.Create(3072);
        return new CertificateRequest(subject, key, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(30));
    }
}
