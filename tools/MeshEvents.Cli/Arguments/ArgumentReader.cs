namespace MeshEvents.Cli.Arguments;

/// <summary>What stood on the command line, by option and position.</summary>
sealed record Given(Dictionary<string, List<string>> Options, List<string> Positionals, List<string> Rest);

/// <summary>
/// <c>--name value</c>, <c>--name=value</c>, <c>--switch</c>, <c>-o value</c>, <c>-rp</c> for <c>-r -p</c>, words, and what comes after <c>--</c>. What is not known is said, with what was
/// perhaps meant.
/// </summary>
static class ArgumentReader
{
    /// <exception cref="MeshException">Exit code 2.</exception>
    public static Given Read(Verb verb, IReadOnlyList<Option> everywhere, IReadOnlyList<string> words)
    {
        var given = new Given([], [], []);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word == "--")
            {
                if (verb.Rest is null) throw Wrong(verb, "'--' has no meaning here.");
                given.Rest.AddRange(words.Skip(i + 1));
                break;
            }
            if (word.Length < 2 || word[0] != '-')
            {
                given.Positionals.Add(word);
                continue;
            }
            if (Letters(verb, everywhere, word) is { } switches)
            {
                foreach (var each in switches) Put(given, verb, each, "");
                continue;
            }
            var (name, value) = word.Split('=', 2) is [var n, var v] ? (n, v) : (word, null);
            var option = Find([.. verb.Options, .. everywhere], name) ?? throw Wrong(verb, $"'{name}' is not an option of 'mesh {verb.Name}'.{Near(name, verb, everywhere)}");
            if (option.Value is null)
            {
                if (value is not null) throw Wrong(verb, $"'{name}' takes no value.");
                value = "";
            }
            else if (value is null && ++i < words.Count) value = words[i];
            Put(given, verb, option, value ?? throw Wrong(verb, $"'{name}' lacks its value {option.Value}."));
        }
        Check(verb, given);
        return given;
    }

    /// Several switches of one letter each in one word; null when it is something else.
    static IReadOnlyList<Option>? Letters(Verb verb, IReadOnlyList<Option> everywhere, string word)
    {
        if (word.Length < 3 || word[1] == '-') return null;
        Option[] options = [.. word[1..].Select(letter => Find([.. verb.Options, .. everywhere], $"-{letter}")).OfType<Option>()];
        return options.Length == word.Length - 1 && options.All(o => o.Value is null) ? options : null;
    }

    static void Put(Given given, Verb verb, Option option, string value)
    {
        if (option.Choices is { } choices && !choices.Contains(value, StringComparer.OrdinalIgnoreCase)) throw Wrong(verb, $"'--{option.Name}' must be one of {string.Join(", ", choices)}; not '{value}'.");
        if (!given.Options.TryGetValue(option.Name, out var values)) given.Options.Add(option.Name, values = []);
        else if (!option.Many) throw Wrong(verb, $"'--{option.Name}' stands twice.");
        values.Add(option.Choices?.First(c => c.Equals(value, StringComparison.OrdinalIgnoreCase)) ?? value);
    }

    static void Check(Verb verb, Given given)
    {
        if (given.Positionals.Count > verb.Positionals.Count && !verb.ManyPositionals)
            throw Wrong(verb, $"'{given.Positionals[verb.Positionals.Count]}' is one word too many. Words with blanks need quotes.");
        if (verb.Positionals.Skip(given.Positionals.Count).FirstOrDefault(p => p.Required) is { } missing) throw Wrong(verb, $"{missing.Name} is missing: {missing.Help}.");
        if (verb.Options.FirstOrDefault(o => o.Required && !given.Options.ContainsKey(o.Name)) is { } lacking) throw Wrong(verb, $"'--{lacking.Name} {lacking.Value}' is missing.");
    }

    static Option? Find(IEnumerable<Option> options, string name) => options.FirstOrDefault(o => name == $"--{o.Name}" || name.Length == 2 && o.Short == name[1]);

    static string Near(string name, Verb verb, IReadOnlyList<Option> everywhere) =>
        Nearest.Of(name.TrimStart('-'), verb.Options.Concat(everywhere).Select(o => o.Name)) is { } near ? $" Did you mean '--{near}'?" : "";

    static MeshException Wrong(Verb verb, string sentence) => new(Exit.Usage, sentence, $"mesh {verb.Name} --help");
}

/// <summary>What was perhaps meant.</summary>
static class Nearest
{
    /// <returns>Null when nothing is near.</returns>
    public static string? Of(string word, IEnumerable<string> known) =>
        word.Length > 64 ? null : known.Select(k => (Name: k, Far: Distance(word, k))).Where(k => k.Far <= Math.Max(1, word.Length / 3)).OrderBy(k => k.Far).Select(k => k.Name).FirstOrDefault();

    static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }
}
