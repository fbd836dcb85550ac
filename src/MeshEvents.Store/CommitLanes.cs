using MeshEvents.Kernel;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>One <c>events.append</c> or <c>events.expect</c>, and how to read what it answers.</summary>
sealed record ReadyStep(Guid Stream, NpgsqlBatchCommand Statement, Func<NpgsqlDataReader, IReadOnlyList<IEvent>>? Read);

/// <summary>A commit as statements, to be run once.</summary>
/// <param name="Rest">Inline views, secrets and riders.</param>
sealed record ReadyCommit(IReadOnlyList<ReadyStep> Steps, IReadOnlyList<NpgsqlBatchCommand> Rest)
{
    /// <summary>Whether it has its own way: others would have to wait for it.</summary>
    public bool IsLarge => Steps.Count + Rest.Count > 20;

    /// <summary>For one more try: a statement belongs to the connection it was run on (<see cref="Command.Fresh"/>).</summary>
    public ReadyCommit Again() => new([.. Steps.Select(s => s with { Statement = s.Statement.Fresh() })], [.. Rest.Select(c => c.Fresh())]);
}

/// <summary>
/// The way of commits to the database. A free lane takes a commit at once. While all are busy commits wait, and those that wait together travel together: one
/// batch, one round trip, one transaction, one flush to disk. When such a batch is refused, each of its commits is run alone and answered for itself: nobody is
/// refused for a neighbour.
/// </summary>
sealed class CommitLanes(NpgsqlDataSource app)
{
    /// Few, so that they travel together; not one, so that a commit that waits for a lock does not hold up all others.
    const int Lanes = 3, MostTogether = 64;

    sealed record Waiting(ReadyCommit Commit, TaskCompletionSource<IReadOnlyDictionary<Guid, IReadOnlyList<IEvent>>> Answer);

    readonly Lock gate = new();
    readonly LinkedList<Waiting> waiting = [];
    int busy;

    /// <returns>The events of each stream.</returns>
    /// <exception cref="PostgresException">It was refused; nothing of it is true.</exception>
    /// <exception cref="OperationCanceledException">It was given up while it waited. What was sent is waited for.</exception>
    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<IEvent>>> RunAsync(ReadyCommit commit, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (commit.IsLarge) return (await SendAsync([commit]))[0];
        if (Wait(commit) is { } mine)
        {
            await using var _ = stop.Register(() => GiveUp(mine, stop));
            return await mine.Answer.Task;
        }
        try { return (await SendAsync([commit]))[0]; }
        finally { _ = CarryAsync(); }
    }

    /// <returns>Null when a lane was free, and is now taken.</returns>
    Waiting? Wait(ReadyCommit commit)
    {
        lock (gate)
        {
            if (busy++ < Lanes) return null;
            busy--;
            var mine = new Waiting(commit, new(TaskCreationOptions.RunContinuationsAsynchronously));
            waiting.AddLast(mine);
            return mine;
        }
    }

    void GiveUp(Waiting mine, CancellationToken stop)
    {
        lock (gate)
            if (!waiting.Remove(mine)) return;
        mine.Answer.TrySetCanceled(stop);
    }

    /// <summary>Who waits and shares no stream with the others, in the order they came; the lane is free again when there is nobody.</summary>
    List<Waiting> Next()
    {
        var (together, streams) = (new List<Waiting>(), new HashSet<Guid>());
        lock (gate)
        {
            for (var node = waiting.First; node is not null && together.Count < MostTogether;)
            {
                var (one, after) = (node, node.Next);
                if (!one.Value.Commit.Steps.Any(s => streams.Contains(s.Stream)))
                {
                    streams.UnionWith(one.Value.Commit.Steps.Select(s => s.Stream));
                    together.Add(one.Value);
                    waiting.Remove(one);
                }
                node = after;
            }
            if (together.Count == 0) busy--;
        }
        return together;
    }

    /// <summary>A lane goes on for as long as anybody waits. Every failure is somebody's answer, so it cannot fail itself.</summary>
    async Task CarryAsync()
    {
        for (var together = Next(); together.Count > 0; together = Next())
        {
            try
            {
                var answers = await SendAsync([.. together.Select(w => w.Commit)]);
                foreach (var (one, answer) in together.Zip(answers)) one.Answer.TrySetResult(answer);
            }
            catch (PostgresException) when (together.Count > 1) { await Task.WhenAll(together.Select(AloneAsync)); }
            catch (Exception e)
            {
                foreach (var one in together) one.Answer.TrySetException(e);
            }
        }
    }

    async Task AloneAsync(Waiting one)
    {
        try { one.Answer.TrySetResult((await SendAsync([one.Commit.Again()]))[0]); }
        catch (Exception e) { one.Answer.TrySetException(e); }
    }

    /// <summary>All of them become true or none. Streams in the order of their ids: else two batches that share two streams deadlock.</summary>
    async Task<IReadOnlyDictionary<Guid, IReadOnlyList<IEvent>>[]> SendAsync(IReadOnlyList<ReadyCommit> commits)
    {
        var steps = commits.SelectMany((c, of) => c.Steps.Select(s => (Step: s, Of: of))).OrderBy(s => s.Step.Stream).ToArray();
        await using var batch = app.CreateBatch();
        foreach (var (step, _) in steps) batch.BatchCommands.Add(step.Statement);
        foreach (var command in commits.SelectMany(c => c.Rest)) batch.BatchCommands.Add(command);

        var answers = Array.ConvertAll([.. commits], _ => new Dictionary<Guid, IReadOnlyList<IEvent>>());
        await using var reader = await batch.ExecuteReaderAsync();
        foreach (var (step, of) in steps)
        {
            if (step.Read is { } read && await reader.ReadAsync()) answers[of][step.Stream] = read(reader);
            await reader.NextResultAsync();
        }
        while (await reader.NextResultAsync()) { /* a refusal of a later statement is thrown from here */ }
        return answers;
    }
}
