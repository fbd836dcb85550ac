using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshEvents.Certificates;
using MeshEvents.Wire.AgentHandshake;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshEvents.Modules.Tests.Certificates;

public sealed class ServerCertificatesTests : IDisposable
{
    readonly string folder = Path.Combine(Directory.CreateTempSubdirectory("mesh-certificates-").FullName, "certificates");

    ServerCertificates Open(params string[] names) => new(folder, names is [] ? ["localhost", "127.0.0.1"] : names, fast: true, TimeProvider.System, NullLogger.Instance);

    [Fact]
    public void The_first_start_makes_what_a_server_needs_and_the_next_keeps_it()
    {
        byte[] agentServer, web;
        using (var first = Open())
        {
            Assert.Equal("1.2.840.10045.2.1", first.Web.PublicKey.Oid.Value);
            Assert.Equal(256, first.Web.GetECDsaPublicKey()!.KeySize);
            Assert.Equal((2048, 2048), (first.AgentServer.GetRSAPublicKey()!.KeySize, first.Mps.GetRSAPublicKey()!.KeySize));
            Assert.True(first.Web.MatchesHostname("localhost") && first.Web.MatchesHostname("127.0.0.1"));
            Assert.False(first.WebIsPublic);
            (agentServer, web) = (first.AgentServer.RawData, first.Web.RawData);
        }
        using var second = Open();
        Assert.Equal(agentServer, second.AgentServer.RawData);
        Assert.Equal(web, second.Web.RawData);
        var keys = Directory.GetFiles(folder, "*.key");
        Assert.Equal(4, keys.Length);
        foreach (var key in keys)
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
    }

    [Fact]
    public async Task A_replaced_web_certificate_counts_without_a_restart_and_the_one_before_is_still_known()
    {
        using var certificates = Open();
        var before = CertificateHashes.CertHash(certificates.Web);
        var agentServer = certificates.AgentServer.RawData;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var mine = new CertificateRequest("CN=mesh.example.org", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));

        await File.WriteAllTextAsync(Path.Combine(folder, "web.key"), key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(Path.Combine(folder, "web.crt"), mine.ExportCertificatePem());

        await Waiting.Until(() => certificates.Web.Thumbprint == mine.Thumbprint, "the new certificate");
        Assert.True(certificates.KnowsWebHash(CertificateHashes.CertHash(mine).Span));
        Assert.True(certificates.KnowsWebHash(before.Span));
        Assert.Equal(agentServer, certificates.AgentServer.RawData);
        Assert.False(certificates.KnowsWebHash(new byte[48]));
    }

    [Fact]
    public async Task A_half_written_certificate_leaves_the_one_before_in_use()
    {
        using var certificates = Open();
        var before = certificates.Web.Thumbprint;
        await File.WriteAllTextAsync(Path.Combine(folder, "web.crt"), "-----BEGIN CERTIFICATE-----\nnonsense");
        Assert.Throws<CertificateException>(() => Open());
        Assert.Equal(before, certificates.Web.Thumbprint);
    }

    [Fact]
    public void Our_own_web_certificate_gets_a_name_that_the_server_has_since()
    {
        using (Open("localhost")) { Assert.True(File.Exists(Path.Combine(folder, "web.crt"))); }
        using var renamed = Open("localhost", "mesh.example.org");
        Assert.True(renamed.Web.MatchesHostname("mesh.example.org"));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
}
