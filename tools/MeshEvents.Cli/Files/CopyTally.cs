using System.Globalization;
using MeshEvents.Wire.Files;

namespace MeshEvents.Cli.Files;

/// <summary>Counts what became of the files, and says what went wrong as it does.</summary>
sealed class CopyTally(CopyProgress progress)
{
    /// <summary>After these many the rest is only counted.</summary>
    const int MostSaid = 20;

    int expected = -1, copied, same, skipped, left;
    long size;

    public int Failed { get; private set; }

    /// <summary>A name was taken, which an option decides.</summary>
    public bool Taken { get; private set; }

    public string Summary
    {
        get
        {
            var seconds = progress.Elapsed.TotalSeconds;
            var rate = progress.Moved > 0 && seconds > 0.05 ? $" ({CopyProgress.Size((long)(progress.Moved / seconds))}/s)" : "";
            var spent = seconds.ToString("0.0", CultureInfo.InvariantCulture);
            return $"{Files(copied)}, {CopyProgress.Size(size)} in {spent} s{rate}{Also(same, "there already, the same")}{Also(skipped, "skipped")}{Also(left, "left out")}";
        }
    }

    public string WhatFailed => $"{Files(Failed)} of {copied + same + skipped + Failed} could not be copied.";

    /// <summary>For a copy that ends early.</summary>
    public string SoFar => expected < 0 ? "" : $" after {copied + same + skipped} of {Files(expected)}";

    public string? GoesOn => expected < 0 ? null : "the same command goes on where this one stopped";

    public void Expect(int files) => expected = files;

    public void Take(CopyResult result)
    {
        switch (result.Outcome)
        {
            case CopyOutcome.Copied: copied++; size += result.Size; break;
            case CopyOutcome.Same: same++; break;
            case CopyOutcome.Skipped: skipped++; break;
            case CopyOutcome.Left: left++; break;
            default: Failed++; break;
        }
        Taken |= result.NameTaken;
        if (result.Why is { } sentence && Failed + left <= MostSaid) progress.Say($"{Shown(result.From)}: {Shown(sentence)}");
    }

    static string Also(int count, string what) => count > 0 ? $"; {count} {what}" : "";

    static string Files(int count) => count == 1 ? "1 file" : $"{count} files";

    static string Shown(string path) => Output.Plain.Line(EscapedName.Show(path));
}
