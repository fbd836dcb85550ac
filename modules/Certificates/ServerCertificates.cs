using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshEvents.Contracts.Certificates;
using MeshEvents.Wire;
using MeshEvents.Wire.AgentHandshake;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Certificates;

/// <summary>
/// The server's identities, from files. The web certificate is taken anew when its files change, without a restart: the next handshake uses it, and agents
/// that saw the one before are still known for a while.
/// </summary>
public sealed partial class ServerCertificates : ICertificates, IDisposable
{
    static readonly TimeSpan settle = TimeSpan.FromMilliseconds(500);
    const int Remembered = 8;

    readonly CertificateFiles files;
    readonly ILogger log;
    readonly FileSystemWatcher watcher;
    readonly Timer reload;
    readonly Lock gate = new();
    readonly List<Bytes48> hashes = [];
    readonly string rootSubject;
    volatile Current current;

    sealed record Current(X509Certificate2 Certificate, SslStreamCertificateContext Context, bool Public, string KeyPin);

    /// <param name="folder">Made when it is missing (0700), and filled with what is missing in it.</param>
    /// <param name="names">The server's own names and addresses; the first is the main one.</param>
    /// <exception cref="CertificateException">A file cannot be read.</exception>
    public ServerCertificates(string folder, IReadOnlyCollection<string> names, bool fast, TimeProvider clock, ILogger log)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (files, this.log) = (new(folder), log);
        CertificateMaker.MakeMissing(files, names, fast, clock.GetUtcNow());
        AgentServer = files.Read(CertificateMaker.AgentServer);
        Mps = files.Read(CertificateMaker.Mps);
        using (var root = files.ReadPublic(CertificateMaker.Root)) (rootSubject, RootNotAfter) = (root.Subject, root.NotAfter);
        RenewOwn(names, clock.GetUtcNow());
        current = Load();

        reload = new(_ => Reload(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        watcher = new(folder, CertificateMaker.Web + ".*") { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.FileName | NotifyFilters.CreationTime };
        // two files change one after the other: wait until it is quiet
        FileSystemEventHandler changed = (_, _) => reload.Change(settle, Timeout.InfiniteTimeSpan);
        watcher.Changed += changed;
        watcher.Created += changed;
        watcher.Renamed += (_, _) => reload.Change(settle, Timeout.InfiniteTimeSpan);
        watcher.EnableRaisingEvents = true;
    }

    public X509Certificate2 AgentServer { get; }

    /// <summary>For Intel AMT's own connections.</summary>
    public X509Certificate2 Mps { get; }
    public X509Certificate2 Web => current.Certificate;
    public SslStreamCertificateContext WebContext => current.Context;
    public bool WebIsPublic => current.Public;

    /// <summary>Made by the own root, and so by this server.</summary>
    public bool WebIsOwn => IsOwn(current.Certificate);

    /// <summary>When everything signed by the own root ends.</summary>
    public DateTime RootNotAfter { get; }
    public string WebKeyPin => current.KeyPin;

    public bool KnowsWebHash(ReadOnlySpan<byte> hash)
    {
        var wanted = Bytes48.From(hash);
        lock (gate) return hashes.Contains(wanted);
    }

    void Reload()
    {
        try
        {
            current = Load();
            Reloaded(current.Certificate.Subject, current.Certificate.NotAfter);
        }
        catch (CertificateException e) { NotReloaded(e.Message); }
    }

    /// Our own web certificate lasts 397 days: it is made anew a month before its end, or when the server has a name it lacks.
    void RenewOwn(IReadOnlyCollection<string> names, DateTimeOffset now)
    {
        using var web = files.ReadPublic(CertificateMaker.Web);
        if (!IsOwn(web)) return;
        var lacks = names.Any(n => !web.MatchesHostname(n, allowWildcards: false, allowCommonName: false));
        if (!lacks && web.NotAfter.ToUniversalTime() >= now.AddDays(30)) return;
        using var root = files.Read(CertificateMaker.Root);
        CertificateMaker.MakeWeb(files, root, names, now);
    }

    Current Load()
    {
        var certificate = files.Read(CertificateMaker.Web);
        var chain = files.Chain(CertificateMaker.Web);
        lock (gate)
        {
            foreach (var hash in (Bytes48[])[CertificateHashes.CertHash(certificate), CertificateHashes.KeyHash(certificate), Bytes48.HashOf(certificate.PublicKey.ExportSubjectPublicKeyInfo())])
                if (!hashes.Contains(hash)) hashes.Add(hash);
            while (hashes.Count > 3 * Remembered) hashes.RemoveAt(0);
        }
        var pin = Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        return new(certificate, SslStreamCertificateContext.Create(certificate, chain, offline: true), !IsOwn(certificate) && IsPublic(certificate, chain), pin);
    }

    bool IsOwn(X509Certificate2 certificate) => certificate.Issuer == rootSubject;

    // asks for every certificate this machine trusts, which takes a while
    static bool IsPublic(X509Certificate2 certificate, X509Certificate2Collection intermediates)
    {
        using var chain = new X509Chain { ChainPolicy = { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true } };
        chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        watcher.Dispose();
        reload.Dispose();
        AgentServer.Dispose();
        Mps.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The web certificate was replaced: {Subject}, valid until {Until:u}.")]
    partial void Reloaded(string subject, DateTime until);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Error} The one before stays in use.")]
    partial void NotReloaded(string error);
}
