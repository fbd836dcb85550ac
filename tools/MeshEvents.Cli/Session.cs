using MeshEvents.Cli.Arguments;
using MeshEvents.Cli.Output;
using MeshEvents.Cli.Server;

namespace MeshEvents.Cli;

/// <summary>What a verb works with: where it writes, what it knows from earlier, and the server.</summary>
sealed class Session(ITerminal terminal, Given given) : IDisposable
{
    ServerConnection? connection;
    Printer? printer;
    ConfigFolder? folder;

    public ITerminal Terminal => terminal;
    public ConfigFolder Folder => folder ??= ConfigFolder.Of(terminal.Environment);
    public Printer Out => printer ??= new(terminal.Out, FormatOf(Option("output")), terminal.Window?.Columns);
    public string? Option(string name) => given.Options.TryGetValue(name, out var values) ? values[^1] : null;

    /// <summary>Connected on first use.</summary>
    public ServerConnection Server => connection ??= new(Chosen());

    /// <summary>The server that is meant: <c>--server</c>, <c>MESH_SERVER</c>, else the one that was signed in to last.</summary>
    /// <exception cref="MeshException">None is known, or nobody is signed in there.</exception>
    public KnownServer Chosen()
    {
        var known = Folder.Servers();
        var server = (Option("server") ?? terminal.Environment("MESH_SERVER")) is { Length: > 0 } named ? Of(named, known) : known.Count > 0 ? known[0] : null;
        if (server is null) throw new MeshException(Exit.NotSignedIn, "No server is known here.", "mesh login https://SERVER");
        server = Trusting(server);
        if (TokenGiven() is { } token) return server with { Token = token };
        return server.Token is null ? throw new MeshException(Exit.NotSignedIn, $"Nobody is signed in to {server.Address} from here.", $"mesh login {server.Address}") : server;
    }

    /// <summary>What the command line says about the server's certificate counts before what was kept.</summary>
    public KnownServer Trusting(KnownServer server)
    {
        if (Option("ca") is { } file) return server with { Authority = Path.GetFullPath(file), Pin = null };
        if (Option("pin") is not { } pin) return server;
        return CertificateCheck.IsKey(pin) ? server with { Pin = pin, Authority = null } : throw new MeshException(Exit.Usage, $"--pin must be sha256// and the key's hash in base64, not '{pin}'.");
    }

    static KnownServer Of(string address, IReadOnlyList<KnownServer> known)
    {
        var uri = AddressOf(address);
        return known.FirstOrDefault(s => s.Address == uri) ?? new(uri, null, null, null, null);
    }

    /// <summary><c>host</c>, <c>host:8443</c> or a whole address, perhaps with a domain's path; always HTTPS.</summary>
    public static Uri AddressOf(string text)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        if (!Uri.TryCreate(whole.TrimEnd('/') + "/", UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw new MeshException(Exit.Usage, $"'{text}' is not an address. Write https://host:port.");
        return uri;
    }

    /// A token for scripts: in a file or in the environment, never on the command line, where every user of the machine could read it.
    string? TokenGiven()
    {
        if (Option("token-file") is not { } file) return terminal.Environment("MESH_TOKEN") is { Length: > 0 } token ? token.Trim() : null;
        if (!File.Exists(file)) throw new MeshException(Exit.Usage, $"There is no file {file}.");
        ConfigFolder.RefuseOpen(file);
        var text = File.ReadAllText(file).Trim();
        return text.Length is > 0 and < 500 && !text.Any(char.IsWhiteSpace) ? text : throw new MeshException(Exit.Usage, $"{file} holds no access token.");
    }

    static OutputFormat FormatOf(string? text) => text is null ? OutputFormat.Table : Enum.Parse<OutputFormat>(text, ignoreCase: true);

    public void Dispose() => connection?.Dispose();
}
