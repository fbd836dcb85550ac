using System.Reflection;
using MeshEvents.Cli.Api;
using MeshEvents.Cli.Arguments;
using MeshEvents.Cli.Verbs;

namespace MeshEvents.Cli;

/// <summary>The program: finds the verb, reads its arguments, runs it, and says what went wrong.</summary>
static class Mesh
{
    public static readonly string Version = typeof(Mesh).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static readonly IReadOnlyList<Option> Everywhere =
    [
        new("output", "FORM", "how to print", Choices: ["table", "json", "ndjson", "csv"], Short: 'o'),
        new("server", "URL", "another server than the last one signed in to (or MESH_SERVER)"),
        new("token-file", "FILE", "an access token for scripts (or MESH_TOKEN)"),
        new("ca", "FILE", "authorities that may vouch for the server, PEM"),
        new("pin", "KEY", "the server's key must be this one: sha256//..."),
        new("help", null, "this text", Short: 'h'),
    ];

    /// <summary>Written by hand: what streams, talks, or is typed daily. Every other operation of the API is a verb by itself.</summary>
    public static readonly IReadOnlyList<Verb> ByHand =
    [
        LoginVerb.Login, LogoutVerb.Logout, DeviceVerbs.List, DeviceVerbs.Show, ShellVerb.Shell, CopyVerb.Copy, ForwardVerb.Forward, RunVerb.Run, EnrollVerb.Enroll, PeopleVerbs.Groups, PeopleVerbs.Users, AuditVerbs.Search, AuditVerbs.Export, EventsVerb.Events,
        CompletionVerb.Completion, CompletionVerb.Candidates,
    ];

    public static async Task<int> RunAsync(IReadOnlyList<string> words, ITerminal terminal, CancellationToken stop)
    {
        try
        {
            var code = await FindAndRunAsync(words, terminal, stop);
            await terminal.Out.FlushAsync(CancellationToken.None);
            return code;
        }
        catch (MeshException e)
        {
            terminal.Error.WriteLine($"mesh: {e.Message}");
            if (e.Next is { } next) terminal.Error.WriteLine($"Next: {next}");
            return e.Code;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { return Exit.Interrupted; }
        // what was printed goes nowhere: `mesh devices | head -1` has all it wanted
        catch (NobodyReadsException) { return Exit.NobodyReads; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"mesh: {e.Message}");
            return Exit.Refused;
        }
    }

    static async Task<int> FindAndRunAsync(IReadOnlyList<string> words, ITerminal terminal, CancellationToken stop)
    {
        if (words is ["--version"]) { await terminal.Out.WriteLineAsync($"mesh {Version}"); return Exit.Done; }
        var operations = new Lazy<IReadOnlyList<Verb>>(() => OperationVerbs.Known(terminal));
        if (words.Count == 0 || words[0] is "--help" or "-h" or "help")
        {
            await terminal.Out.WriteAsync(HelpText.OfProgram(ByHand, operations.Value, Everywhere));
            return words.Count == 0 ? Exit.Usage : Exit.Done;
        }

        var (verb, rest) = Find(words, ByHand) ?? Find(words, operations.Value)
            ?? throw new MeshException(Exit.Usage, $"'{Output.Plain.Line(words[0])}' is not a verb.{Near(words[0], operations.Value)}", "mesh --help");
        if (rest.TakeWhile(w => w != "--").Any(w => w is "--help" or "-h"))
        {
            await terminal.Out.WriteAsync(HelpText.OfVerb(verb, Everywhere));
            return Exit.Done;
        }
        var given = verb == CompletionVerb.Candidates ? new([], [.. rest], []) : ArgumentReader.Read(verb, Everywhere, rest);
        using var session = new Session(terminal, given);
        return await verb.RunAsync(new(session, given), stop);
    }

    /// <summary>The verb of two words, else that of one, and what follows it.</summary>
    public static (Verb Verb, IReadOnlyList<string> Following)? Find(IReadOnlyList<string> words, IReadOnlyList<Verb> verbs)
    {
        if (words.Count > 1 && verbs.FirstOrDefault(v => v.Name == $"{words[0]} {words[1]}") is { } two) return (two, [.. words.Skip(2)]);
        return verbs.FirstOrDefault(v => v.Name == words[0]) is { } one ? (one, [.. words.Skip(1)]) : null;
    }

    static string Near(string word, IReadOnlyList<Verb> operations)
    {
        var all = ByHand.Concat(operations).Where(v => !v.Hidden).Select(v => v.Name).ToList();
        if (all.Where(n => n.StartsWith(word + " ", StringComparison.Ordinal)).ToList() is { Count: > 0 } longer) return $" There is {string.Join(" and ", longer.Select(n => $"'mesh {n}'"))}.";
        return Nearest.Of(word, all) is { } near ? $" Did you mean 'mesh {near}'?" : "";
    }
}
