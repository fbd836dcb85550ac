using System.Text;

namespace MeshEvents.Cli.Arguments;

/// <summary>What <c>--help</c> shows: of the program, and of each verb with examples.</summary>
static class HelpText
{
    public static string OfProgram(IReadOnlyList<Verb> verbs, IReadOnlyList<Verb> operations, IReadOnlyList<Option> everywhere)
    {
        var text = new StringBuilder("mesh: a MeshEvents server from the command line.\n\n  mesh VERB [options]\n\n");
        Verbs(text, verbs);
        if (operations.Count > 0)
        {
            text.Append("\nEvery operation of the server's API:\n\n");
            Verbs(text, operations);
        }
        else text.Append("\nAfter 'mesh login' every operation of the server's API is a verb too.\n");
        text.Append("\nEverywhere:\n\n");
        Options(text, everywhere);
        return text.Append('\n').Append(Exit.Table).Append("\n\nMore about a verb: mesh VERB --help\n").ToString();
    }

    public static string OfVerb(Verb verb, IReadOnlyList<Option> everywhere)
    {
        var text = new StringBuilder().Append(verb.Summary).Append("\n\n  ").Append(Usage(verb)).Append('\n');
        if (verb.Positionals.Count > 0)
        {
            text.Append('\n');
            foreach (var p in verb.Positionals) text.Append($"  {p.Name,-26}  {p.Help}\n");
        }
        if (verb.Options.Count > 0)
        {
            text.Append('\n');
            Options(text, verb.Options);
        }
        text.Append("\nEverywhere:\n\n");
        Options(text, everywhere);
        text.Append("\nExamples:\n\n");
        foreach (var example in verb.Examples) text.Append("  ").Append(example).Append('\n');
        return text.ToString();
    }

    public static string Usage(Verb verb)
    {
        var text = new StringBuilder($"mesh {verb.Name}");
        foreach (var p in verb.Positionals) text.Append(p.Required ? $" {p.Name}" : $" [{p.Name}]").Append(verb.ManyPositionals && p == verb.Positionals[0] ? "..." : "");
        foreach (var o in verb.Options.Where(o => o.Required)) text.Append($" --{o.Name} {o.Value}");
        if (verb.Options.Any(o => !o.Required)) text.Append(" [options]");
        return (verb.Rest is { } rest ? text.Append($" -- {rest}") : text).ToString();
    }

    static void Verbs(StringBuilder text, IReadOnlyList<Verb> verbs)
    {
        foreach (var verb in verbs.Where(v => !v.Hidden)) text.Append($"  {verb.Name,-26}  {verb.Summary}\n");
    }

    static void Options(StringBuilder text, IEnumerable<Option> options)
    {
        foreach (var o in options)
        {
            var name = $"{(o.Short is { } s ? $"-{s}, " : "")}--{o.Name}{(o.Value is { } v ? $" {v}" : "")}";
            var choices = o.Choices is { } c ? $" ({string.Join(", ", c)})" : "";
            text.Append($"  {name,-26}  {o.Help}{choices}{(o.Many ? "; may stand several times" : "")}\n");
        }
    }
}
