using MeshEvents.Kernel;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>
/// One commit as statements of one <see cref="NpgsqlBatch"/>: one round trip, one implicit transaction. First <c>events.append</c> and <c>events.expect</c>, in the
/// order of stream ids (else two decisions that look at each other's stream deadlock; spec/marten-tables.md 4), then inline views, secrets, and
/// what rides along.
/// </summary>
sealed class Appending(NpgsqlDataSource app, EventCodec codec, PersonKeys persons, Secrets secrets, InlineViews inline, string node)
{
    readonly CommitLanes lanes = new(app);

    sealed record Draft(Guid Id, FactKind Kind, Fact Fact, string Json);
    sealed record Step(Guid Stream, StreamAppend? Append, long Expected, IReadOnlyList<Draft> Drafts);

    /// <summary>Whether versions must be looked up first: an inline view folds events whose version "any" does not tell.</summary>
    public bool MustResolve(Commit commit) => commit.Appends.Any(a => a.Expected < 0 && a.Facts.Any(f => inline.Want(f.GetType())));

    public async Task<Appended> RunAsync(Commit commit, CancellationToken stop)
    {
        var tenant = TenantKey.Of(commit.By.Tenant);
        var (steps, headers) = await PrepareAsync(commit, tenant, stop);
        var rows = await inline.FoldAsync(Known(commit, steps), id => steps.Any(s => s.Stream == id && s.Expected == 0), app, stop);

        var ready = new ReadyCommit(
            [.. steps.Select(s => new ReadyStep(s.Stream, Statement(s, commit, tenant, s.Append is { } append ? headers[AboutOf(commit, append)] : ""), s.Append is null ? null : answer => Read(answer, commit, s)))],
            [.. rows, .. commit.Kept.Select(k => secrets.Keep(tenant, k.Kind, k.Owner, k.Value)), .. commit.With.Select(c => c.Fresh())]);
        if (ready is { Steps: [], Rest: [] }) return new([], 0);
        try
        {
            var made = await lanes.RunAsync(ready, stop);
            var events = commit.Appends.SelectMany(a => made[a.Stream]).ToArray();
            return new(events, events.Length == 0 ? 0 : events.Max(e => e.Sequence));
        }
        catch (PostgresException e) when (Meaning(e) is { } meaning)
        {
            throw meaning;
        }
    }

    async Task<(IReadOnlyList<Step> Steps, IReadOnlyDictionary<About, string> Headers)> PrepareAsync(Commit commit, string tenant, CancellationToken stop)
    {
        var open = commit.Appends.Select(a => (Append: a, Facts: a.Facts.Select(f => EventCodec.Draft(codec.Facts.Of(f.GetType()), f)).ToArray())).ToArray();
        var subjects = open.SelectMany(a => a.Facts).SelectMany(f => f.Subjects);
        var personalAddress = EventHeaders.AddressIsPersonal(commit.By);
        var keys = await persons.OfAsync(tenant, personalAddress ? subjects.Append(commit.By.Id) : subjects, stop);

        var resolved = MustResolve(commit) ? await VersionsAsync(commit, tenant, stop) : [];
        var steps = new SortedDictionary<Guid, Step>();
        foreach (var (append, facts) in open)
        {
            if (facts.Length == 0) throw new ArgumentException($"Nothing to append to stream {append.Stream}.");
            var expected = resolved.GetValueOrDefault(append.Stream, append.Expected);
            if (!steps.TryAdd(append.Stream, new(append.Stream, append, expected, [.. facts.Select(f => Sealed(f, keys))])))
                throw new ArgumentException($"Stream {append.Stream} is appended to twice in one commit.");
        }
        foreach (var (stream, version) in commit.Seen) steps[stream] = Look(steps.GetValueOrDefault(stream), stream, version);
        PersonKey? addressKey = personalAddress ? keys[commit.By.Id] : null;
        return ([.. steps.Values], commit.Appends.Select(a => AboutOf(commit, a)).Distinct().ToDictionary(about => about, about => EventHeaders.Write(commit, about, node, addressKey)));
    }

    static Draft Sealed(DraftFact open, IReadOnlyDictionary<Guid, PersonKey> keys)
    {
        var id = Guid.CreateVersion7();
        return new(id, open.Kind, open.Fact, EventCodec.Seal(open, id, keys));
    }

    /// <summary>A stream looked at and appended to is one append at the version seen, no second check.</summary>
    static Step Look(Step? step, Guid stream, long version)
    {
        if (step is null) return new(stream, null, version, []);
        if (step.Expected >= 0 && step.Expected != version) throw new StaleException($"Stream {stream} was looked at in version {version}, not {step.Expected}.");
        return step with { Expected = version };
    }

    async Task<Dictionary<Guid, long>> VersionsAsync(Commit commit, string tenant, CancellationToken stop)
    {
        var any = commit.Appends.Where(a => a.Expected < 0).ToDictionary(a => a.Stream, _ => 0L);
        await using var command = app.CreateCommand("select id, version from events.mt_streams where tenant_id = $1 and id = any($2)");
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = any.Keys.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop)) any[reader.GetGuid(0)] = reader.GetInt64(1);
        return any;
    }

    static About AboutOf(Commit commit, StreamAppend append) => append.About ?? commit.About;

    static IReadOnlyList<IEvent> Known(Commit commit, IReadOnlyList<Step> steps) =>
        [.. steps.Where(s => s.Append is not null && s.Expected >= 0).SelectMany(s => s.Drafts.Select((d, i) => Made(commit, s, d, s.Expected + 1 + i, null, null)))];

    static IEvent Made(Commit commit, Step step, Draft draft, long version, long? sequence, DateTimeOffset? at) => draft.Kind.MakeEvent(
        new(draft.Id, step.Stream, version, sequence, at, commit.By.Tenant, new(new Acted(commit.By with { Name = "" }, step.Append is { } append ? AboutOf(commit, append) : commit.About, commit.Command)), commit.Correlation, commit.Causation), draft.Fact);

    static NpgsqlBatchCommand Statement(Step step, Commit commit, string tenant, string headers) => step.Append is not { } append
        ? Command.Of("select events.expect($1, $2, $3)", tenant, step.Stream, step.Expected)
        : Command.Of(
            "select version, seqs, now() from events.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            tenant, step.Stream, append.StreamType, step.Expected,
            step.Drafts.Select(d => d.Id).ToArray(), Command.Texts([.. step.Drafts.Select(d => d.Kind.StoredName)]),
            Command.Texts([.. step.Drafts.Select(d => d.Kind.DotnetName)]), Command.Jsonbs([.. step.Drafts.Select(d => d.Json)]),
            Command.Text(commit.Correlation), Command.Text(commit.Causation), Command.Text(commit.By.Id.ToString()), Command.Jsonb(headers));

    static IReadOnlyList<IEvent> Read(NpgsqlDataReader answer, Commit commit, Step step)
    {
        var (version, numbers, at) = (answer.GetInt64(0), answer.GetFieldValue<long[]>(1), new DateTimeOffset(answer.GetDateTime(2)));
        return [.. step.Drafts.Select((d, i) => Made(commit, step, d, version - step.Drafts.Count + 1 + i, numbers[i], at))];
    }

    Exception? Meaning(PostgresException e) => e.SqlState switch
    {
        "MT001" => new ArchivedException(e.MessageText, e),
        "MT003" => new StaleException(e.MessageText, e),
        "MT004" or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => new StaleException(e.MessageText, e) { MayTryAgain = true },
        PostgresErrorCodes.UniqueViolation when inline.RefusalOf(e) is { } code => new UniqueException(code, e),
        _ => null,
    };
}
