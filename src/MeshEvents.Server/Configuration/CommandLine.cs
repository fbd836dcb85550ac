namespace MeshEvents.Server.Configuration;

/// <summary>
/// <c>--name value</c>, <c>--name=value</c> and <c>--switch</c>, as in MeshCentral: every setting is an option too. What is not an option, and an option that lacks its
/// value, is said and ends the program.
/// </summary>
public sealed class CommandLine
{
    static readonly string[] switches = ["fastcert", "help", "version", "listuserids"];
    static readonly string[] withValue =
        ["port", "cert", "aliasport", "postgres", "trustedproxy", "hostnames", "sessiontime", "joboutputdays", "data", "openapi", "createaccount", "adminaccount", "resetaccount", "pass", "email", "domain", "console", "agents", "local-agent", "started"];

    readonly Dictionary<string, string> options = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, string> Options => options;
    public bool Has(string name) => options.ContainsKey(name);
    public string? this[string name] => options.GetValueOrDefault(name);

    /// <exception cref="ConfigException">With a sentence.</exception>
    public static CommandLine Parse(string[] args)
    {
        var line = new CommandLine();
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) throw new ConfigException($"'{args[i]}' is not an option. --help lists them.");
            var (name, value) = args[i][2..].Split('=', 2) is [var n, var v] ? (n, v) : (args[i][2..], null);
            if (switches.Contains(name, StringComparer.OrdinalIgnoreCase)) { line.options[name.ToLowerInvariant()] = ""; continue; }
            if (!withValue.Contains(name, StringComparer.OrdinalIgnoreCase)) throw new ConfigException($"'--{name}' is not an option. --help lists them.");
            value ??= ++i < args.Length ? args[i] : throw new ConfigException($"'--{name}' lacks its value.");
            line.options[name.ToLowerInvariant()] = value;
        }
        return line;
    }

    public const string Help = """
        MeshEvents.Server [options]

          --data FOLDER           where everything is kept (/var/lib/meshevents as root, else ~/.meshevents)
          --port N                HTTPS port (8443)
          --cert NAME             the server's public name
          --aliasport N           the port as seen from outside
          --postgres STRING       connection string of an outside PostgreSQL
          --trustedproxy LIST     addresses whose X-Forwarded headers are believed
          --hostnames LIST        further names the server answers to
          --sessiontime MINUTES   how long a sign-in lasts without use (60)
          --joboutputdays DAYS    how long outputs of jobs are kept (90; 0: for ever)
          --local-agent FOLDER    write settings there for an agent of this machine
          --started FILE          make this file once requests are answered
          --fastcert              2048-bit keys instead of 3072 at the first start

        Offline, while the server does not run:
          --createaccount NAME --pass PASSWORD [--email ADDRESS]
          --adminaccount NAME     give this account every site right
          --resetaccount NAME --pass PASSWORD
          --listuserids
          --domain NAME           in this domain of config.json instead of the first one

          --openapi FILE          write the API document and stop
          --version, --help
        """;
}
