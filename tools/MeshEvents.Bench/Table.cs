using System.Globalization;

namespace MeshEvents.Bench;

/// <summary>What a figure must reach: the measured value, or its ratio to the baseline.</summary>
sealed record Target(double Limit, bool AtLeast, bool OfRatio = false)
{
    public static Target Least(double limit) => new(limit, AtLeast: true);
    public static Target Most(double limit) => new(limit, AtLeast: false);
    public static Target LeastRatio(double limit) => new(limit, AtLeast: true, OfRatio: true);

    public bool Met(Figure figure) => (OfRatio ? figure.Ratio ?? double.NaN : figure.Measured) is var value && (AtLeast ? value >= Limit : value <= Limit);

    public override string ToString() => $"{(AtLeast ? ">=" : "<=")} {Table.Number(Limit)}{(OfRatio ? " x" : "")}";
}

/// <summary>One measured figure, and what the same machine did in the same run without our code.</summary>
/// <param name="Baseline">In the figure's unit; null where there is nothing to compare with.</param>
/// <param name="Against">What the baseline is.</param>
/// <param name="Target">Null: shown to explain another figure.</param>
sealed record Figure(string Name, double Measured, string Unit, double? Baseline = null, string? Against = null, Target? Target = null)
{
    public double? Ratio => Baseline is > 0 and var baseline ? Measured / baseline : null;
}

/// <summary>Collects figures, tells each as it comes, and prints them all at the end.</summary>
sealed class Table
{
    readonly List<Figure> figures = [];

    public void Add(Figure figure)
    {
        figures.Add(figure);
        Say($"  {figure.Name}: {Number(figure.Measured)} {figure.Unit}{(figure.Baseline is { } b ? $" (baseline {Number(b)}: {figure.Against})" : "")}");
    }

    public static void Say(string text) => Console.Out.WriteLine(text);

    /// <returns>Whether every target was met.</returns>
    public bool Print()
    {
        string[][] rows = [["figure", "measured", "baseline", "ratio", "target", ""], .. figures.Select(Row)];
        var widths = Enumerable.Range(0, 6).Select(i => rows.Max(r => r[i].Length)).ToArray();
        Say("");
        foreach (var row in rows) Say(string.Join("  ", row.Select((cell, i) => i is 0 or 5 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        return figures.TrueForAll(f => f.Target?.Met(f) ?? true);
    }

    static string[] Row(Figure f) =>
    [
        f.Name, $"{Number(f.Measured)} {f.Unit}", f.Baseline is { } b ? Number(b) : "-", f.Ratio is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "-",
        f.Target?.ToString() ?? "-", f.Target is null ? "" : f.Target.Met(f) ? "ok" : "MISSED",
    ];

    public static string Number(double value) => value.ToString(Math.Abs(value) switch { >= 1000 => "#,0", >= 100 => "0", >= 10 => "0.0", _ => "0.##" }, CultureInfo.InvariantCulture);
}

static class Samples
{
    /// <param name="share">0.5 is the median.</param>
    public static double At(this IReadOnlyCollection<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];
    }

    public static double Median(this IReadOnlyCollection<double> values) => values.At(0.5);
}
