using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>How questions, notices and the bar look: where their lines and buttons are, for a font of this size.</summary>
sealed class X11Faces(X11Font font)
{
    public const int Refuse = 0, Allow = 1, Close = 2;
    const int Margin = 10, Columns = 58, MostLines = 8, BarColumns = 52, ButtonColumns = 12;
    const uint Ground = 0x20304A, Ink = 0xFFFFFF, Faint = 0xC8D2E0;

    /// <summary>Rows of the bar; more people are gathered in the last one.</summary>
    public const int MostRows = 4;

    int LineHeight => font.Height + 2;

    /// <param name="left">Of the time to answer.</param>
    public PanelFace Question(Notice question, TimeSpan left, int focus)
    {
        var face = Lines([(question.Title, Ink), .. Broken(question).Select(l => (l, Faint)), ($"No answer within {Math.Max(0, (int)Math.Ceiling(left.TotalSeconds))} s means no.", Ink)]);
        var (wide, high, top) = (ButtonColumns * font.Width, font.Height + 8, face.Height);
        return face with
        {
            Height = top + high + Margin,
            Buttons = [new(Refuse, "Refuse", face.Width / 2 - wide - Margin, top, wide, high), new(Allow, "Allow", face.Width / 2 + Margin, top, wide, high)],
            Focus = focus,
        };
    }

    /// <summary>A notice with one button, by which it is closed.</summary>
    public PanelFace Message(Notice message)
    {
        var face = Notice(message);
        var (wide, high) = (ButtonColumns * font.Width, font.Height + 8);
        return face with { Height = face.Height + high + Margin, Buttons = [new(Close, "Close", (face.Width - wide) / 2, face.Height, wide, high)] };
    }

    public PanelFace Notice(Notice notice) => Lines([(notice.Title, Ink), .. Broken(notice).Select(l => (l, Faint))]);

    /// <summary>Ids of the buttons are the numbers of the rows.</summary>
    public PanelFace Bar(IReadOnlyList<BarLine> lines)
    {
        var rows = lines.Count <= MostRows ? [.. lines.Select(l => l.Text)] : lines.Take(MostRows - 1).Select(l => l.Text).Append($"and {lines.Count - MostRows + 1} more").ToArray();
        var columns = Math.Min(BarColumns, rows.Max(r => r.Length));
        var (end, row) = (5 * font.Width, font.Height + 5);
        var width = (columns + 3) * font.Width + end + 8;
        return new(width, rows.Length * row + 1, Ground,
            [.. rows.Select((text, i) => (8, i * row + 3, Cut(text, BarColumns), Ink))],
            [.. rows.Select((_, i) => new PanelButton(i, "End", width - end - 4, i * row + 2, end, row - 3))]);
    }

    PanelFace Lines(IReadOnlyList<(string Text, uint Colour)> lines) => new((Columns * font.Width) + (2 * Margin), (lines.Count * LineHeight) + Margin + 4, Ground,
        [.. lines.Select((line, i) => (Margin, Margin + (i * LineHeight), Cut(line.Text, Columns), line.Colour))], []);

    static IEnumerable<string> Broken(Notice notice)
    {
        var all = notice.Lines.SelectMany(Broken).ToList();
        return all.Count <= MostLines ? all : [.. all.Take(MostLines - 1), Cut(all[MostLines - 1] + " …", Columns)];
    }

    static IEnumerable<string> Broken(string text)
    {
        var line = "";
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Columns)
            {
                yield return line;
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        if (line.Length > 0) yield return line;
    }

    static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 3)] + "...";
}
