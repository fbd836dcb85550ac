namespace MeshEvents.Cli;

/// <summary>What <c>mesh</c> ends with; a shell ends with the remote shell's own code.</summary>
static class Exit
{
    public const int Done = 0, Refused = 1, Usage = 2, Unreachable = 3, NotSignedIn = 4, NotOne = 5, Interrupted = 130, NobodyReads = 141;

    public const string Table = """
        Exit codes:
          0  done
          1  the server refused it, or something went wrong
          2  wrong arguments
          3  the server cannot be reached, or is not the one that was met at login
          4  not signed in: run 'mesh login'
          5  no such device or group, or several with that name
          130  interrupted    141  nobody reads the output any more
        """;
}

/// <summary>Ends the command: one sentence for people, and a next step where there is one.</summary>
sealed class MeshException(int code, string sentence, string? next = null) : Exception(sentence)
{
    public int Code => code;
    public string? Next => next;
}
