using System.Globalization;
using System.IO.Compression;
using System.Text;
using MeshEvents.Jobs.Views;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshEvents.Jobs.Results;

/// <summary>An archive: <c>results.csv</c> with one line for each device, and of each device its output and its errors, as written.</summary>
sealed class ZipResults(ResultSource source, JobSheet job) : JobResults
{
    public override async Task WriteAsync(HttpContext http)
    {
        var stop = http.RequestAborted;
        http.Response.ContentType = "application/zip";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"job-{job.StartedAt.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.zip\"";
        http.Response.Headers.CacheControl = "no-store";
        // the archive writes its headers without waiting, whichever way it is asked
        if (http.Features.Get<IHttpBodyControlFeature>() is { } body) body.AllowSynchronousIO = true;
        var runs = (await source.RunsAsync()).OrderBy(r => r.DeviceName, StringComparer.OrdinalIgnoreCase).ToList();
        await using var zip = await ZipArchive.CreateAsync(http.Response.Body, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, stop);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var table = new StringBuilder("device,state,exit,signal,seconds,bytes,cut,sha256,why,output,errors,removed\r\n");
        foreach (var run in runs)
        {
            var name = FileName(run.DeviceName, names);
            var (output, errors) = await FilesAsync(zip, run, name, stop);
            table.AppendJoin(',', new object?[] { run.DeviceName, run.State, run.Exit, run.Signal, run.Seconds, run.Bytes, run.Cut ? "cut" : "", run.Sha256, run.Why, output, errors, InWords(run.Removed) }.Select(Cell)).Append("\r\n");
        }
        await using var list = await zip.CreateEntry("results.csv").OpenAsync(stop);
        await list.WriteAsync(Encoding.UTF8.GetBytes(table.ToString()), stop);
    }

    static string? InWords(OutputRemoved? removed) => removed is null ? null : string.Create(CultureInfo.InvariantCulture, $"Output was removed on {removed.At:u} by the retention of {removed.Days} days.");

    /// An archive has one entry open at a time: a run's two streams are two walks over what is at most 1 MB.
    async Task<(string? Output, string? Errors)> FilesAsync(ZipArchive zip, RunRow run, string name, CancellationToken stop) =>
        (await FileAsync(zip, run, name + ".out.txt", error: false, stop), await FileAsync(zip, run, name + ".err.txt", error: true, stop));

    async Task<string?> FileAsync(ZipArchive zip, RunRow run, string name, bool error, CancellationToken stop)
    {
        Stream? file = null;
        try
        {
            var next = new Dictionary<Guid, int> { [run.Id.Value] = 0 };
            for (IReadOnlyList<Written> pieces; (pieces = await source.WrittenAsync(next)).Count > 0; next[run.Id.Value] = pieces[^1].Number + 1)
                foreach (var piece in pieces.Where(p => p.Error == error))
                    await (file ??= await zip.CreateEntry(name).OpenAsync(stop)).WriteAsync(piece.Bytes, stop);
            return file is null ? null : name;
        }
        finally
        {
            if (file is not null) await file.DisposeAsync();
        }
    }

    /// <summary>A device may have any name; a file may not, and two devices may share one.</summary>
    internal static string FileName(string device, HashSet<string> taken)
    {
        var plain = string.Concat(device.Take(80).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')).TrimStart('.');
        if (plain.Length == 0) plain = "device";
        for (var n = 1; ; n++)
            if ((n == 1 ? plain : $"{plain}-{n}") is var name && taken.Add(name)) return name;
    }

    /// <summary>RFC 4180; a cell that a spreadsheet would run as a formula gets a quote in front (audit.md 13).</summary>
    static string Cell(object? value)
    {
        var cell = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r') cell = "'" + cell;
        return cell.AsSpan().ContainsAny("\",\r\n") ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;
    }
}
