using System.Globalization;
using System.Text;
using System.Text.Json;
using FluentValidation;
using MeshEvents.Audit.Views;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Microsoft.AspNetCore.Http;

namespace MeshEvents.Audit.Features;

public enum ExportFormat { Ndjson, Csv, Json }

/// <summary>Somebody took a copy of the history.</summary>
/// <param name="Filter">The filters it was taken with, as the address had them.</param>
public sealed record AuditExported(ExportFormat Format, string Filter) : Fact;

/// <summary>
/// Exactly what the list shows with the same filters, oldest first, streamed. That it was taken is committed before its first byte, and is the
/// copy's upper end: everything acknowledged before it is in the copy, nothing after it.
/// </summary>
public sealed record ExportAudit(
    ExportFormat Format = ExportFormat.Ndjson, string? Q = null, string? Person = null, DeviceId? DeviceId = null, GroupId? GroupId = null, SessionId? SessionId = null, JobId? JobId = null, string? Kind = null,
    EntryOutcome? Outcome = null, DateTimeOffset? From = null, DateTimeOffset? To = null) : IQuery<AuditExport>
{
    public sealed class Validator : AbstractValidator<ExportAudit>
    {
        public Validator()
        {
            RuleFor(q => q.Q).MaximumLength(200);
            RuleFor(q => q.Person).MaximumLength(128);
            RuleFor(q => q.Kind).MaximumLength(500);
        }
    }

    AuditFilter Filter => new(Q, Person, DeviceId?.Value, GroupId?.Value, SessionId?.Value, JobId?.Value, Kind, Outcome, From, To);

    internal static async Task<AuditExport?> Answer(ExportAudit q, Reads reads)
    {
        await reads.CaughtUpAsync(AuditModule.Entries, TimeSpan.FromSeconds(10));
        return new(q.Format, reads, await AuditFilter.SeenAsync(reads), q.Filter.Asked());
    }

    internal static void Map(Slices slices) => slices
        .Query<ExportAudit, AuditExport>("GET /api/audit/export", _ => Need.SignedIn, Answer)
        .Recorded(q => new AuditExported(q.Format, JsonSerializer.Serialize(q.Filter, compact)));

    static readonly JsonSerializerOptions compact = new(Json.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
}

/// <summary>Entries as they come, page by page. The last line tells how many there are and their range, so that a cut copy shows.</summary>
sealed class AuditExport(ExportFormat format, Reads reads, AuditSight sight, Sql asked) : IAnswerOverHttp
{
    const int PageSize = 1000;
    static readonly string[] columns = ["sequence", "at", "kind", "category", "outcome", "sentence", "actor", "actorId", "onBehalfOf", "address", "via", "device", "deviceId", "group", "groupId", "user", "userId", "session", "code", "changes", "correlation", "id"];

    public async Task WriteAsync(HttpContext http)
    {
        var stop = http.RequestAborted;
        var (type, extension) = format switch { ExportFormat.Csv => ("text/csv; charset=utf-8", "csv"), ExportFormat.Json => ("application/json", "json"), _ => ("application/x-ndjson", "ndjson") };
        http.Response.ContentType = type;
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"audit-{reads.Ask<TimeProvider>().GetUtcNow():yyyyMMdd-HHmmss}.{extension}\"";
        http.Response.Headers.CacheControl = "no-store";
        var text = new StringBuilder();
        if (format is ExportFormat.Csv) text.Append(string.Join(',', columns)).Append("\r\n");
        if (format is ExportFormat.Json) text.Append("{\"entries\":[");

        var (count, first, last) = (0L, 0L, 0L);
        for (IReadOnlyList<AuditEntry> page; (page = await PageAsync(last)).Count > 0;)
        {
            foreach (var entry in page)
            {
                Write(text, entry, count++);
                if (first == 0) first = entry.Sequence;
                last = entry.Sequence;
            }
            await FlushAsync(http, text, stop);
        }
        var end = JsonSerializer.Serialize(new { end = new { count, first, last } }, Json.Web);
        text.Append(format switch { ExportFormat.Csv => "", ExportFormat.Json => $"],{end[1..]}", _ => end + "\n" });
        await FlushAsync(http, text, stop);
    }

    Task<IReadOnlyList<AuditEntry>> PageAsync(long after) => reads.SqlAsync($"""
        select {sight.Columns} from audit.entry e {AuditFilter.Names}
        where {sight.Where} and {asked} and e.sequence > {after} and e.sequence < {reads.RecordedAs} order by e.sequence limit {PageSize}
        """, AuditFilter.Read);

    void Write(StringBuilder to, AuditEntry entry, long before)
    {
        if (format is ExportFormat.Csv) { to.Append(string.Join(',', Cells(entry).Select(Csv))).Append("\r\n"); return; }
        if (format is ExportFormat.Json && before > 0) to.Append(',');
        to.Append(JsonSerializer.Serialize(entry, Json.Web));
        if (format is ExportFormat.Ndjson) to.Append('\n');
    }

    static IEnumerable<string?> Cells(AuditEntry e) =>
    [
        e.Sequence.ToString(CultureInfo.InvariantCulture), e.At.ToString("O", CultureInfo.InvariantCulture), e.Kind, e.Category.ToString(), e.Outcome.ToString(), e.Sentence, e.Actor.Name, e.Actor.Id.ToString(), e.OnBehalfOf?.Name,
        e.Address, e.Via, e.Device?.Name, e.Device?.Id.ToString(), e.Group?.Name, e.Group?.Id.ToString(), e.User?.Name, e.User?.Id.ToString(), e.Session?.ToString(), e.Code,
        string.Join("; ", e.Changes.Select(c => $"{c.Field}: {c.Before ?? ""} -> {c.After ?? ""}")), e.Correlation, e.Id.ToString(),
    ];

    /// <summary>RFC 4180; a cell that a spreadsheet would run as a formula gets a quote in front (audit.md 13).</summary>
    internal static string Csv(string? cell)
    {
        if (string.IsNullOrEmpty(cell)) return "";
        var safe = cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + cell : cell;
        return safe.AsSpan().ContainsAny("\",\r\n") ? $"\"{safe.Replace("\"", "\"\"")}\"" : safe;
    }

    static async Task FlushAsync(HttpContext http, StringBuilder text, CancellationToken stop)
    {
        await http.Response.WriteAsync(text.ToString(), stop);
        await http.Response.Body.FlushAsync(stop);
        text.Clear();
    }
}
