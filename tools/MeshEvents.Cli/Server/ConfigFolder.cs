using System.Text.Json.Nodes;

namespace MeshEvents.Cli.Server;

/// <summary>A server that somebody signed in to from here.</summary>
/// <param name="Pin">The key its certificate must have, as <c>sha256//…</c>; null when an authority vouches for it.</param>
/// <param name="Authority">Path of a PEM file of authorities, in place of the system's.</param>
sealed record KnownServer(Uri Address, string? Token, string? Pin, string? Authority, string? Person);

/// <summary>
/// Where <c>mesh</c> keeps who one is: <c>$MESH_CONFIG</c>, <c>$XDG_CONFIG_HOME/mesh</c> or <c>~/.config/mesh</c>, for its owner's eyes alone (0700, files 0600). A
/// folder that others may read is refused rather than used.
/// </summary>
sealed class ConfigFolder(string path)
{
    const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public string Path => path;
    string ServersFile => System.IO.Path.Combine(path, "servers.json");

    public static ConfigFolder Of(Func<string, string?> environment)
    {
        if (environment("MESH_CONFIG") is { Length: > 0 } named) return new(System.IO.Path.GetFullPath(named));
        if (OperatingSystem.IsWindows()) return new(System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "mesh"));
        var home = environment("XDG_CONFIG_HOME") is { Length: > 0 } xdg ? xdg : System.IO.Path.Combine(environment("HOME") is { Length: > 0 } h ? h : "/", ".config");
        return new(System.IO.Path.Combine(home, "mesh"));
    }

    /// <summary>All that are known, the one that is used by default first.</summary>
    public IReadOnlyList<KnownServer> Servers()
    {
        if (!File.Exists(ServersFile)) return [];
        RefuseOpen(path);
        RefuseOpen(ServersFile);
        try
        {
            var rows = JsonNode.Parse(File.ReadAllText(ServersFile))?["servers"]?.AsArray() ?? [];
            return [.. rows.Select(r => new KnownServer(new((string)r!["address"]!), (string?)r["token"], (string?)r["pin"], (string?)r["authority"], (string?)r["person"]))];
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException or FormatException or ArgumentNullException)
        {
            throw new MeshException(Exit.Refused, $"{ServersFile} cannot be read: {e.Message}", "remove the file and run 'mesh login' again");
        }
    }

    /// <summary>Keeps this one, and makes it the default.</summary>
    public void Keep(KnownServer server) => Write([server, .. Servers().Where(s => s.Address != server.Address)]);

    public void Forget(Uri address) => Write([.. Servers().Where(s => s.Address != address)]);

    public string? ReadCached(string name)
    {
        var file = System.IO.Path.Combine(path, name);
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }

    /// <summary>Written whole, or not at all.</summary>
    public void Write(string name, string text)
    {
        MakeFolder();
        var (file, fresh) = (System.IO.Path.Combine(path, name), System.IO.Path.Combine(path, $".{Guid.NewGuid():N}"));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new StreamWriter(fresh, System.Text.Encoding.UTF8, options)) stream.Write(text);
        File.Move(fresh, file, overwrite: true);
    }

    void Write(IReadOnlyList<KnownServer> servers)
    {
        var rows = new JsonArray([.. servers.Select(s => (JsonNode)new JsonObject
        {
            ["address"] = s.Address.ToString(), ["token"] = s.Token, ["pin"] = s.Pin, ["authority"] = s.Authority, ["person"] = s.Person,
        })]);
        Write("servers.json", new JsonObject { ["servers"] = rows }.ToJsonString());
    }

    void MakeFolder()
    {
        if (Directory.Exists(path)) { RefuseOpen(path); return; }
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, Owner);
    }

    /// <exception cref="MeshException">Others may read or write it.</exception>
    public static void RefuseOpen(string path)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Others) == 0) return;
        throw new MeshException(Exit.Refused, $"Others may read or write {path}, which holds an access token.", $"chmod {(Directory.Exists(path) ? "700" : "600")} '{path}'");
    }
}
