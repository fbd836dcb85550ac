namespace MeshEvents.Server.EmbeddedPostgres;

/// <summary>Finds the folder with <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>, of the right major version once a cluster exists.</summary>
static class PostgresBinaries
{
    const string Debian = "/usr/lib/postgresql";

    /// <param name="configured">Wins over everything when given.</param>
    /// <param name="unpacked">Where binaries from the npm package were unpacked, if anywhere.</param>
    /// <param name="cluster">An existing cluster decides the major version.</param>
    public static string Find(string? configured, string? unpacked, string cluster)
    {
        var major = MajorOf(cluster);
        if (configured is not null)
            return Complete(configured) ? configured : throw new EmbeddedPostgresException($"The configured PostgreSQL folder {configured} does not hold initdb, pg_ctl and postgres.");

        var found = Candidates(unpacked).Where(Complete).ToList();
        if (major is null && found.Count > 0) return found[0];
        if (found.Find(folder => VersionOf(folder) == major) is { } fitting) return fitting;
        throw new EmbeddedPostgresException(major is null
            ? "No PostgreSQL was found. Install the Debian package 'postgresql' (apt-get install postgresql), or name a database with a connection string."
            : $"The database in {cluster} was made by PostgreSQL {major}, which is not on this machine. Install the Debian package 'postgresql-{major}'.");
    }

    static IEnumerable<string> Candidates(string? unpacked)
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)) yield return folder;
        if (Directory.Exists(Debian))
            foreach (var folder in Directory.GetDirectories(Debian).OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var major) ? major : 0))
                yield return Path.Combine(folder, "bin");
        if (unpacked is not null) yield return Path.Combine(unpacked, "bin");
    }

    static bool Complete(string folder) => new[] { "initdb", "pg_ctl", "postgres" }.All(tool => Exists(Path.Combine(folder, tool)));

    /// A link to a package that was removed is there and leads nowhere.
    static bool Exists(string file) => File.Exists(file) && (File.ResolveLinkTarget(file, returnFinalTarget: true)?.Exists ?? true);

    static string? MajorOf(string cluster)
    {
        var file = Path.Combine(cluster, "PG_VERSION");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    /// <summary><c>postgres (PostgreSQL) 15.8 (Debian …)</c> gives <c>15</c>.</summary>
    static string? VersionOf(string folder)
    {
        var (code, output) = PostgresTool.Run(Path.Combine(folder, "postgres"), ["--version"], PostgresUser.Self, Path.GetTempPath());
        var word = code == 0 ? output.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(w => char.IsAsciiDigit(w[0])) : null;
        return word?.Split('.')[0].TrimEnd();
    }
}
