using FluentValidation;
using MeshEvents.Audit.Views;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Audit.Features;

/// <summary>The history one may see, newest first.</summary>
/// <param name="Person">An id, or part of a name.</param>
/// <param name="Kind">Stored names of facts or categories, with commas.</param>
/// <param name="After">The last sequence number of the page before.</param>
public sealed record FindAudit(
    string? Q = null, string? Person = null, DeviceId? DeviceId = null, GroupId? GroupId = null, SessionId? SessionId = null, JobId? JobId = null, string? Kind = null, EntryOutcome? Outcome = null,
    DateTimeOffset? From = null, DateTimeOffset? To = null, long? After = null, int Take = 100) : IQuery<Page<AuditEntry>>
{
    /// Counting a long history exactly costs more than anybody needs: beyond this the total says "at least".
    const int MostCounted = 10_000;

    public sealed class Validator : AbstractValidator<FindAudit>
    {
        public Validator()
        {
            RuleFor(q => q.Take).InclusiveBetween(1, 500);
            RuleFor(q => q.Q).MaximumLength(200);
            RuleFor(q => q.Person).MaximumLength(128);
            RuleFor(q => q.Kind).MaximumLength(500);
        }
    }

    internal AuditFilter Filter => new(Q, Person, DeviceId?.Value, GroupId?.Value, SessionId?.Value, JobId?.Value, Kind, Outcome, From, To);

    internal static async Task<Page<AuditEntry>?> Answer(FindAudit q, Reads reads)
    {
        var (sight, asked) = (await AuditFilter.SeenAsync(reads), q.Filter.Asked());
        var rows = await reads.SqlAsync($"""
            select {sight.Columns} from audit.entry e {AuditFilter.Names}
            where {sight.Where} and {asked} and ({q.After}::bigint is null or e.sequence < {q.After}) order by e.sequence desc limit {q.Take + 1}
            """, AuditFilter.Read);
        var total = await reads.SqlAsync($"select count(*) from (select 1 from audit.entry e where {sight.Where} and {asked} limit {MostCounted}) counted", r => r.GetInt64(0));
        var page = rows.Take(q.Take).ToList();
        return new(page, rows.Count > q.Take ? page[^1].Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture) : null, total[0]);
    }

    internal static void Map(Slices slices) => slices.Query<FindAudit, Page<AuditEntry>>("GET /api/audit", _ => Need.SignedIn, Answer);
}

public sealed record AuditKind(string Kind, Category Category, string Words);
public sealed record AuditKinds(IReadOnlyList<AuditKind> Rows);

/// <summary>Every kind of event there is, for the filter.</summary>
public sealed record FindAuditKinds : IQuery<AuditKinds>
{
    internal static Task<AuditKinds?> Answer(FindAuditKinds q, Reads reads) => Task.FromResult<AuditKinds?>(new(
        [.. reads.Ask<Facts>().All.Select(f => new AuditKind(f.StoredName, Reading.CategoryOf(f.StoredName), Wording(f.StoredName))).OrderBy(k => k.Category).ThenBy(k => k.Words)]));

    static string Wording(string kind) => kind[(kind.IndexOf('.') + 1)..].Replace('_', ' ');

    internal static void Map(Slices slices) => slices.Query<FindAuditKinds, AuditKinds>("GET /api/audit/kinds", _ => Need.SignedIn, Answer);
}
