namespace MeshEvents.Cli.Jobs;

/// <summary>The command after <c>--</c> as the text that a shell on the device is given.</summary>
static class ShellWords
{
    /// <summary>One word is a text as it is; of several each stays one word, as it was typed here.</summary>
    public static string Join(IReadOnlyList<string> words) => words.Count == 1 ? words[0] : string.Join(' ', words.Select(Quoted));

    static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "@%+=:,./_-".Contains(c)) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
