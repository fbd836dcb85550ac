namespace MeshEvents.Cli;

/// <summary>The program's surroundings; tests bring their own.</summary>
interface ITerminal
{
    TextWriter Out { get; }
    TextWriter Error { get; }

    /// <summary>Bytes, unbuffered and untranslated.</summary>
    Stream Input { get; }
    Stream Output { get; }

    /// <summary>A person sits there and can be asked.</summary>
    bool Attended { get; }

    /// <summary>Errors and progress are seen by a person.</summary>
    bool ErrorShown { get; }

    /// <summary>Characters of the window that the output goes to; null for a file or a pipe.</summary>
    (int Columns, int Rows)? Window { get; }

    string? Environment(string name);

    /// <summary>One line from the person; null at the end of the input.</summary>
    string? ReadLine();

    /// <summary>The same without showing what is typed.</summary>
    string? ReadHidden();
}
