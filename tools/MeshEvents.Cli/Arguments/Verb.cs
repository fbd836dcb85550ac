namespace MeshEvents.Cli.Arguments;

/// <param name="Name">Without dashes.</param>
/// <param name="Value">What its value is called in the help; null for a switch.</param>
/// <param name="Many">May be given several times.</param>
/// <param name="Choices">The values there are, when they are few.</param>
sealed record Option(string Name, string? Value, string Help, bool Many = false, bool Required = false, IReadOnlyList<string>? Choices = null, char? Short = null);

/// <param name="Name">As the help shows it, for example <c>DEVICE</c>.</param>
sealed record Positional(string Name, string Help, bool Required = true);

/// <summary>Something that <c>mesh</c> does.</summary>
/// <param name="Name">One word, or two: <c>device show</c>.</param>
/// <param name="Rest">What comes after <c>--</c> is called this; null when nothing may.</param>
sealed record Verb(string Name, string Summary, Func<Call, CancellationToken, Task<int>> RunAsync)
{
    public IReadOnlyList<Option> Options { get; init; } = [];
    public IReadOnlyList<Positional> Positionals { get; init; } = [];
    public IReadOnlyList<string> Examples { get; init; } = [];
    public string? Rest { get; init; }

    /// <summary>The first positional may stand several times.</summary>
    public bool ManyPositionals { get; init; }

    /// <summary>Left out of the list of verbs.</summary>
    public bool Hidden { get; init; }
}

/// <summary>One asking: the values that were given, and what the verb works with.</summary>
sealed class Call(Session session, Given given)
{
    public Session Session => session;
    public string? this[string option] => given.Options.TryGetValue(option, out var values) ? values[^1] : null;
    public IReadOnlyList<string> All(string option) => given.Options.GetValueOrDefault(option, []);
    public bool Has(string option) => given.Options.ContainsKey(option);
    public string? At(int position) => position < given.Positionals.Count ? given.Positionals[position] : null;
    public IReadOnlyList<string> Positionals => given.Positionals;
    public IReadOnlyList<string> Rest => given.Rest;

    /// <exception cref="MeshException">It is no number between these.</exception>
    public int? Number(string option, int least, int most)
    {
        if (this[option] is not { } text) return null;
        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var n) && n >= least && n <= most
            ? n : throw new MeshException(Exit.Usage, $"--{option} must be a number from {least} to {most}, not '{text}'.");
    }
}
