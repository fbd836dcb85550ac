using MeshEvents.Cli.Arguments;

namespace MeshEvents.Cli.Verbs;

/// <summary>Completion in the shell: scripts that ask <c>mesh</c> itself, so that they know every verb of the server one is signed in to.</summary>
static class CompletionVerb
{
    const string Bash = """
        _mesh() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(mesh __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _mesh mesh
        """;

    const string Zsh = """
        #compdef mesh
        _mesh() {
            local -a candidates
            candidates=(${(f)"$(mesh __complete "${(@)words[2,CURRENT]}" 2>/dev/null)"})
            compadd -a candidates
        }
        compdef _mesh mesh
        """;

    const string Fish = """
        function __mesh_complete
            set -l words (commandline -opc) (commandline -ct)
            mesh __complete $words[2..-1] 2>/dev/null
        end
        complete -c mesh -f -a '(__mesh_complete)'
        """;

    public static readonly Verb Completion = new("completion", "Print a script that completes verbs and options in your shell.", async (call, _) =>
    {
        await call.Session.Terminal.Out.WriteLineAsync(call.At(0) switch
        {
            "bash" => Bash, "zsh" => Zsh, "fish" => Fish,
            var other => throw new MeshException(Exit.Usage, $"There is no completion for '{other}'.", "mesh completion bash, zsh or fish"),
        });
        return Exit.Done;
    })
    {
        Positionals = [new("SHELL", "bash, zsh or fish")],
        Examples = ["source <(mesh completion bash)", "mesh completion zsh > ~/.zfunc/_mesh", "mesh completion fish > ~/.config/fish/completions/mesh.fish"],
    };

    /// <summary>Asked by those scripts: what may stand in place of the last word.</summary>
    public static readonly Verb Candidates = new("__complete", "", async (call, _) =>
    {
        foreach (var candidate in Of(call.Positionals, [.. Mesh.ByHand, .. OperationVerbs.Known(call.Session.Terminal)])) await call.Session.Terminal.Out.WriteLineAsync(candidate);
        return Exit.Done;
    })
    { Hidden = true };

    public static IEnumerable<string> Of(IReadOnlyList<string> words, IReadOnlyList<Verb> verbs)
    {
        var typed = words.Count > 0 ? words[^1] : "";
        var before = words.SkipLast(1).ToList();
        var shown = verbs.Where(v => !v.Hidden).ToList();
        if (before.Count == 0) return shown.Select(v => v.Name.Split(' ')[0]).Distinct().Where(n => n.StartsWith(typed, StringComparison.Ordinal));
        if (Mesh.Find(before, shown) is not var (verb, rest))
            return shown.Where(v => v.Name.StartsWith(before[0] + " ", StringComparison.Ordinal)).Select(v => v.Name.Split(' ')[1]).Where(n => n.StartsWith(typed, StringComparison.Ordinal));
        var options = verb.Options.Concat(Mesh.Everywhere).ToList();
        var asked = rest.Count > 0 ? options.FirstOrDefault(o => o.Value is not null && (rest[^1] == $"--{o.Name}" || o.Short is { } s && rest[^1] == $"-{s}")) : null;
        if (asked is not null) return (asked.Choices ?? []).Where(c => c.StartsWith(typed, StringComparison.OrdinalIgnoreCase));
        return options.Select(o => $"--{o.Name}").Where(n => n.StartsWith(typed, StringComparison.Ordinal));
    }
}
