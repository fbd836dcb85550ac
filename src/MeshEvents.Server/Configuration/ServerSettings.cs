using System.Globalization;
using System.Net;
using System.Text.Json;
using Npgsql;

namespace MeshEvents.Server.Configuration;

/// <param name="Dns">A host name of its own; null: it lives under <c>/name/</c>.</param>
/// <param name="JobOutputDays">How long what jobs' programs wrote is kept; 0: for ever.</param>
public sealed record DomainSettings(string Name, string? Dns, int JobOutputDays = DomainSettings.UsualOutputDays)
{
    public const int UsualOutputDays = 90, MostOutputDays = 36_500;

    /// <summary>First segments of the server's own addresses and the console's pages: a domain of such a name would hide them.</summary>
    public static readonly string[] Taken =
        ["account", "api", "assets", "audit", "devices", "groups", "healthz", "i", "jobs", "pair", "people", "server", "sessions", "setup", "sign-in"];
}

/// <summary>
/// What the server runs with: the file, over it the environment (<c>MESHEVENTS__SETTINGS__PORT</c>), over it the command line (<c>--port</c>). A wrong value stops
/// the start and says what is allowed.
/// </summary>
public sealed record ServerSettings
{
    public required string DataFolder { get; init; }

    /// <summary>The public name, as MeshCentral's <c>cert</c>; null on a machine that is reached by any of its own names.</summary>
    public string? Cert { get; init; }
    public int Port { get; init; } = 8443;

    /// <summary>The port as seen from outside.</summary>
    public int? AliasPort { get; init; }

    /// <summary>Null: the server's own PostgreSQL.</summary>
    public string? ConnectionString { get; init; }
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>A proxy ends TLS: this server speaks plain HTTP, with the trusted proxies alone.</summary>
    public bool TlsOffload { get; init; }

    /// <summary>Further names the server answers to.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];
    public IReadOnlyList<DomainSettings> Domains { get; init; } = [new("", null)];

    /// <summary>How long a sign-in lasts without use.</summary>
    public TimeSpan SessionTime { get; init; } = TimeSpan.FromMinutes(60);
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public int PublicPort => AliasPort ?? Port;

    public static string DefaultFolder => Environment.UserName == "root" ? "/var/lib/meshevents" : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".meshevents");

    /// <param name="options">From the command line, without dashes, in lower case.</param>
    /// <exception cref="ConfigException">A value is wrong.</exception>
    public static ServerSettings Read(string folder, IReadOnlyDictionary<string, string> options, IReadOnlyDictionary<string, string> environment)
    {
        var file = ConfigFile.Read(Path.Combine(folder, "config.json"));
        var find = new Finder(file, options, environment);
        return new()
        {
            DataFolder = folder,
            Cert = find.Text("cert", HostName, "a host name or address, for example mesh.example.org"),
            Port = find.Number("port", 1, 65535) ?? 8443,
            AliasPort = find.Number("aliasport", 1, 65535),
            ConnectionString = Postgres(find),
            TrustedProxies = [.. find.List("trustedproxy").Select(p => Network("trustedproxy", p, find)), .. Offload(find).Select(p => Network("tlsoffload", p, find))],
            TlsOffload = Offload(find).Count > 0,
            HostNames = [.. find.List("hostnames")],
            Domains = DomainsOf(file, find),
            SessionTime = TimeSpan.FromMinutes(find.Number("sessiontime", 1, 720) ?? 60),
            Warnings = [.. file.Entries.Values.Select(e => KnownKeys.Wonder(e) is { } what ? $"{file.Name}, line {e.Line}: {what}" : null).OfType<string>().Distinct()],
        };
    }

    static bool HostName(string name) => Uri.CheckHostName(name) is not UriHostNameType.Unknown;

    static string? Postgres(Finder find)
    {
        var text = find.Text("postgres", IsConnectionString, "a connection string, for example Host=db;Username=mesh;Password=…;Database=mesh");
        if (text is not null) return text;
        var parts = new NpgsqlConnectionStringBuilder();
        var any = false;
        foreach (var (key, name) in new[] { ("host", "Host"), ("port", "Port"), ("user", "Username"), ("password", "Password"), ("database", "Database") })
            if (find.Text("postgres." + key, _ => true, "text") is { } value) { parts[name] = value; any = true; }
        if (!any) return null;
        parts.Database ??= "meshevents";
        return parts.ConnectionString;
    }

    static bool IsConnectionString(string text)
    {
        try { return new NpgsqlConnectionStringBuilder(text).Host is not null; }
        catch (ArgumentException) { return false; }
    }

    /// MeshCentral also takes true, and then believes everybody; here that means a proxy on this machine.
    static IReadOnlyList<string> Offload(Finder find) => find.Is("tlsoffload", true) ? ["127.0.0.1", "::1"] : find.List("tlsoffload");

    static IPNetwork Network(string key, string text, Finder find) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var ip) ? new(ip, ip.AddressFamily is System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128)
        : throw find.Wrong(key, text, "addresses or networks, for example 10.0.0.2 or 10.0.0.0/24");

    static IReadOnlyList<DomainSettings> DomainsOf(ConfigFile file, Finder find)
    {
        var domains = new SortedDictionary<string, string?>(StringComparer.Ordinal) { [""] = null };
        foreach (var (path, line) in file.Sections.Where(s => s.Key.StartsWith("domains.", StringComparison.Ordinal)))
        {
            var name = path.Split('.')[1];
            if (name.Length > 64 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))) throw new ConfigException($"{file.Name}, line {line}: '{name}' cannot name a domain. Use letters, digits, - and _.");
            domains.TryAdd(name, null);
            if (file.Entries.TryGetValue($"domains.{name}.dns", out var dns)) domains[name] = dns.Value.GetString();
            else if (DomainSettings.Taken.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new ConfigException($"{file.Name}, line {line}: a domain without \"dns\" cannot be named '{name}': /{name} is an address of the server's own. Choose another name, or give it a \"dns\".");
        }
        var days = find.Number("joboutputdays", 0, DomainSettings.MostOutputDays) ?? DomainSettings.UsualOutputDays;
        return [.. domains.Select(d => new DomainSettings(d.Key, d.Value, find.NumberOf(d.Key, "joboutputdays", 0, DomainSettings.MostOutputDays) ?? days))];
    }

    /// <summary>One key, wherever it is set: command line, then environment, then file.</summary>
    sealed class Finder(ConfigFile file, IReadOnlyDictionary<string, string> options, IReadOnlyDictionary<string, string> environment)
    {
        (string Value, string Where)? Find(string key)
        {
            if (options.TryGetValue(key, out var option)) return (option, $"--{key}");
            var variable = "MESHEVENTS__SETTINGS__" + key.Replace(".", "__").ToUpperInvariant();
            if (environment.TryGetValue(variable, out var value)) return (value, variable);
            return file.Entries.TryGetValue("settings." + key, out var entry) && entry.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null)
                ? (entry.Value.ToString(), $"{file.Name}, line {entry.Line}: settings.{key}") : null;
        }

        public string? Text(string key, Func<string, bool> fits, string allowed) =>
            Find(key) is not var (value, where) || value is null ? null : fits(value) ? value : throw new ConfigException($"{where}: found '{value}', allowed is {allowed}.");

        public int? Number(string key, int least, int most) => Find(key) is var (value, where) ? Number(value, where, least, most) : null;

        /// <summary>A key of one domain: it stands in the file alone.</summary>
        public int? NumberOf(string domain, string key, int least, int most) =>
            file.Entries.TryGetValue($"domains.{domain}.{key}", out var entry) ? Number(entry.Value.ToString(), $"{file.Name}, line {entry.Line}: domains.{domain}.{key}", least, most) : null;

        static int Number(string value, string where, int least, int most) =>
            int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : throw new ConfigException($"{where}: found '{value}', allowed is a number from {least} to {most}.");

        public IReadOnlyList<string> List(string key) =>
            !options.ContainsKey(key) && file.Entries.TryGetValue("settings." + key, out var entry) && entry.Value.ValueKind is JsonValueKind.Array
                ? [.. entry.Value.EnumerateArray().Select(v => v.ToString())]
                : Find(key) is var (value, _) && value is not null && !bool.TryParse(value, out _) ? value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];

        public bool Is(string key, bool wanted) => Find(key) is var (value, _) && bool.TryParse(value, out var found) && found == wanted;

        public ConfigException Wrong(string key, string value, string allowed) => new($"{Find(key)?.Where ?? key}: found '{value}', allowed is {allowed}.");
    }
}
