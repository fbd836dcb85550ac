using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshEvents.Certificates;

/// <summary>One certificate with its key as PEM files in <c>&lt;data&gt;/certificates</c>: <c>name.crt</c> and <c>name.key</c> (0600).</summary>
sealed class CertificateFiles(string folder)
{
    public string CertificatePath(string name) => Path.Combine(folder, name + ".crt");
    public string KeyPath(string name) => Path.Combine(folder, name + ".key");

    public bool Exists(string name) => File.Exists(CertificatePath(name));

    /// <exception cref="CertificateException">A sentence that names the file.</exception>
    public X509Certificate2 Read(string name) => Reading(name, () =>
    {
        var pem = X509Certificate2.CreateFromPemFile(CertificatePath(name), KeyPath(name));
        if (!OperatingSystem.IsWindows()) return pem;
        // TLS there wants a key that is not ephemeral
        using var _ = pem;
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    });

    /// <summary>Without its key, which takes longer to read than all the rest.</summary>
    /// <exception cref="CertificateException">A sentence that names the file.</exception>
    public X509Certificate2 ReadPublic(string name) => Reading(name, () => X509CertificateLoader.LoadCertificateFromFile(CertificatePath(name)));

    X509Certificate2 Reading(string name, Func<X509Certificate2> read)
    {
        try { return read(); }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"The certificate {CertificatePath(name)} and its key {KeyPath(name)} cannot be read: {e.Message} Put both back as PEM files, or restore the folder from a backup.", e);
        }
    }

    /// <summary>The rest of the chain in the same file, for clients that do not know the intermediate ones.</summary>
    public X509Certificate2Collection Chain(string name)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(CertificatePath(name));
        if (all.Count > 0) all.RemoveAt(0);
        return all;
    }

    public void Write(string name, X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        Private(KeyPath(name), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificatePath(name), certificate.ExportCertificatePem() + "\n");
    }

    static void Private(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(text);
        file.Write('\n');
    }
}

/// <summary>A certificate is missing or unreadable; the message says which and what to do.</summary>
public sealed class CertificateException(string sentence, Exception? inner = null) : Exception(sentence, inner);
