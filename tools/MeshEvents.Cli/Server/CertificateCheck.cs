using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshEvents.Cli.Server;

/// <summary>
/// Whether the server is the one that was met: by a pinned key (<c>sha256//…</c> of the certificate's public key, as in the line that enrols a device), by the
/// authorities of a file, or by those of this machine, in this order.
/// </summary>
sealed class CertificateCheck(string? pin, string? authorityFile)
{
    /// <summary>The key of the last certificate that was met.</summary>
    public string? Seen { get; private set; }

    /// <summary>That one was not the pinned one.</summary>
    public bool Other { get; private set; }

    public SslClientAuthenticationOptions Options()
    {
        var options = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, errors) => Accepts(certificate, errors) };
        if (authorityFile is null)
        {
            // the pin alone decides, and no authority is asked: reading all that this machine trusts takes a while
            if (pin is not null) options.CertificateChainPolicy = Only([]);
            return options;
        }
        var roots = new X509Certificate2Collection();
        try { roots.ImportFromPemFile(authorityFile); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException) { throw new MeshException(Exit.Usage, $"The authorities in {authorityFile} cannot be read: {e.Message}"); }
        if (roots.Count == 0) throw new MeshException(Exit.Usage, $"{authorityFile} holds no certificate.");
        options.CertificateChainPolicy = Only(roots);
        return options;
    }

    static X509ChainPolicy Only(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    public static string KeyOf(X509Certificate2 certificate) => $"sha256//{Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()))}";

    public static bool IsKey(string text) => text.StartsWith("sha256//", StringComparison.Ordinal) && Convert.TryFromBase64String(text[8..], new byte[64], out var length) && length == 32;

    bool Accepts(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is null) return false;
        Seen = KeyOf(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
        Other = pin is not null && pin != Seen;
        return pin is null ? errors is SslPolicyErrors.None : !Other;
    }
}
