using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using FluentValidation;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Npgsql;

namespace MeshEvents.Bus;

/// <summary>Proof that a fact is committed: whoever writes to a device must hold one, and only the pipeline makes it.</summary>
public sealed record Permit
{
    internal Permit(Guid stream, long sequence, Actor by) => (Stream, Sequence, By) = (stream, sequence, by);
    public Guid Stream { get; }
    public long Sequence { get; }
    public Actor By { get; }
}

/// <param name="Sequence">Of the last event made; 0 when nothing was news.</param>
/// <param name="Told">The answer, when the command promises one.</param>
public record Outcome(Refusal? Refused, Guid Id, long Version, long Sequence, object? Told);

public sealed record Outcome<T>(Outcome Made) : Outcome(Made)
{
    public T? Answer => (T?)Told;
}

public interface ICommandBus
{
    Task<Outcome> InvokeAsync(ICommand command, Actor actor, CancellationToken stop = default);
    Task<Outcome<T>> InvokeAsync<T>(ICommand<T> command, Actor actor, CancellationToken stop = default);

    /// <summary>The answer, a <see cref="Refusal"/>, or null for "not there".</summary>
    Task<object?> AskAsync(object query, Actor actor, DateTimeOffset? asOf = null, CancellationToken stop = default);

    /// <summary>The server asks this later, on behalf of the actor; rights are checked again then.</summary>
    Task ScheduleAsync(ICommand command, Actor actor, DateTimeOffset at, CancellationToken stop = default);

    /// <summary>The same for many things: one commit and one outcome each.</summary>
    async Task<IReadOnlyList<Outcome>> InvokeEachAsync(IEnumerable<ICommand> commands, Actor actor, CancellationToken stop = default)
    {
        var outcomes = new List<Outcome>();
        foreach (var command in commands) outcomes.Add(await InvokeAsync(command, actor, stop));
        return outcomes;
    }
}

/// <summary>
/// The pipeline, the same for every entrance: need, validation, load, decide, append (with outbox, timers and inline views in one round trip),
/// then messages and the answer.
/// </summary>
public sealed class CommandBus(
    Slices slices, EventStore store, ReadsFor readsFor, IEnumerable<IOnCommit> onCommit, Outbox outbox, Refusals refusals, IAccess access, TimeProvider clock, IServiceProvider services) : ICommandBus
{
    const int Tries = 3;

    readonly IOnCommit[] watchers = [.. onCommit];

    public async Task<Outcome> InvokeAsync(ICommand command, Actor actor, CancellationToken stop = default) =>
        await InvokeAsync(command, actor, null, null, stop);

    public async Task<Outcome<T>> InvokeAsync<T>(ICommand<T> command, Actor actor, CancellationToken stop = default) =>
        new(await InvokeAsync((ICommand)command, actor, null, null, stop));

    /// <param name="once">Makes, of the outcome to be, a row on which the commit fails when it was there before (idempotency). What it is told holds no secret.</param>
    /// <param name="cause">The event this is a reaction to.</param>
    internal async Task<Outcome> InvokeAsync(ICommand command, Actor actor, Func<Outcome, NpgsqlBatchCommand>? once, IEvent? cause, CancellationToken stop)
    {
        var slice = slices.Of(command.GetType());
        using var activity = Trace.Start(slice.Name);
        var (no, rights) = await CheckAsync(slice, command, actor, stop);
        var outcome = no is not null ? new(no, slice.Needs(command).On ?? default, 0, 0, null) : await DecideAsync(slice, command, actor, rights, once, cause, stop);
        if (outcome.Refused is { } refused) await refusals.NoteAsync(slice, command, actor, refused, stop);
        return outcome;
    }

    public async Task<object?> AskAsync(object query, Actor actor, DateTimeOffset? asOf = null, CancellationToken stop = default)
    {
        var slice = slices.Of(query.GetType());
        var (no, rights) = await CheckAsync(slice, query, actor, stop);
        if (no is not null)
        {
            await refusals.NoteAsync(slice, query, actor, no, stop);
            return no;
        }
        long? recorded = slice.Recorded is { } fact ? await RecordAsync(slice, query, fact(query), actor, rights, stop) : null;
        try { return await slice.Query!(query, readsFor.Actor(actor, asOf, stop, recorded)); }
        catch (CursorException e) { return Refuse.Invalid(e.Message) with { Fields = new Dictionary<string, string[]> { ["after"] = [e.Message] } }; }
    }

    public Task ScheduleAsync(ICommand command, Actor actor, DateTimeOffset at, CancellationToken stop = default) =>
        outbox.PutAsync(outbox.Timer(command, actor.Deferred(), at, cause: null), stop);

    async Task<long> RecordAsync(Slice slice, object query, Fact looked, Actor actor, System.Text.Json.Nodes.JsonObject? rights, CancellationToken stop)
    {
        var stream = slice.Needs(query).On ?? Refusals.DayOf(actor, clock.GetUtcNow());
        var commit = new Commit(actor, Trace.Current(), null, slice.Name, Subject.Of(slice, query, Guid.Empty, [looked]), rights)
        {
            Appends = [new(stream, "looking", -1, [looked])],
        };
        return (await store.AppendAsync(commit, stop)).LastSequence;
    }

    async Task<(Refusal? No, System.Text.Json.Nodes.JsonObject? Rights)> CheckAsync(Slice slice, object asked, Actor actor, CancellationToken stop)
    {
        var judged = await access.JudgeAsync(actor, slice.Needs(asked), stop);
        Refusal? no = judged.Verdict switch
        {
            Verdict.SignInFirst => Refuse.SignInFirst,
            Verdict.Forbidden => Refuse.NotAllowed,
            Verdict.Hidden => Refuse.NotThere,
            _ => null,
        };
        return (no ?? Invalid(slice, asked), judged.Used);
    }

    static Refusal? Invalid(Slice slice, object asked)
    {
        if (slice.Validator.Value?.Validate(new ValidationContext<object>(asked)) is not { IsValid: false } bad) return null;
        return Refuse.Invalid(bad.Errors[0].ErrorMessage) with
        {
            Fields = bad.Errors.GroupBy(e => JsonNamingPolicy.CamelCase.ConvertName(e.PropertyName)).ToDictionary(g => g.Key, g => g.Select(e => e.ErrorMessage).ToArray()),
        };
    }

    async Task<Outcome> DecideAsync(Slice slice, ICommand command, Actor actor, System.Text.Json.Nodes.JsonObject? rights, Func<Outcome, NpgsqlBatchCommand>? once, IEvent? cause, CancellationToken stop)
    {
        for (var tries = 1; ; tries++)
        {
            var reads = readsFor.Actor(actor, stop: stop);
            var ask = new Ask(actor, clock.GetUtcNow(), Guid.CreateVersion7(), RandomNumberGenerator.GetBytes(32));
            var decided = await slice.Decide!(command, reads, ask);
            var (stream, version, decision, _) = decided;
            var row = decision.Refusal is null ? once?.Invoke(new(null, stream, version + decision.Facts.Length, 0, decision.Told)) : null;

            if (decision.Refusal is { } refusal) return new(refusal, stream, version, 0, null);
            if (command.Version is { } expected && expected != version) return new(Refuse.Stale, stream, version, 0, null);
            if (decision.Facts.IsEmpty && decision.Others.IsEmpty)
            {
                if (!decision.Messages.IsEmpty || !decision.Timers.IsEmpty || !decision.Kept.IsEmpty) throw new InvalidOperationException($"{slice.Name} acts without a fact.");
                return new(null, stream, version, 0, decision.AnswerFor(services));
            }

            var commit = ToCommit(slice, command, actor, rights, row, cause, reads, ask, decided, out var sends);
            Appended made;
            try { made = await store.AppendAsync(commit, stop); }
            catch (StaleException) when (tries < Tries && command.Version is null) { continue; }
            catch (StaleException) { return new(Refuse.Stale, stream, version, 0, null); }
            catch (UniqueException taken) { return new(Refuse.Conflict(taken.Code, "There is one already: another has the same value."), stream, version, 0, null); }
            catch (ArchivedException) { return new(Refuse.NotThere, stream, version, 0, null); }

            foreach (var watcher in watchers) watcher.OnCommit(made.Events);
            var permit = new Permit(stream, made.LastSequence, actor);
            foreach (var send in sends) outbox.Begin(send, permit);
            return new(null, stream, version + decision.Facts.Length, made.LastSequence, decision.AnswerFor(services));
        }
    }

    Commit ToCommit(Slice slice, ICommand command, Actor actor, System.Text.Json.Nodes.JsonObject? rights, NpgsqlBatchCommand? once, IEvent? cause, Reads reads, Ask ask, Decided decided, out List<Sending> sends)
    {
        var (stream, version, decision, known) = decided;
        var about = Subject.Of(slice, command, stream, decision, known, cause?.About);
        var appends = new List<StreamAppend>();
        if (!decision.Facts.IsEmpty) appends.Add(new(stream, slice.StreamType, version, decision.Facts));
        foreach (var others in decision.Others.GroupBy(o => o.Stream.Value))
        {
            // a stream that was looked at is appended to at the version seen, so that what was decided on still holds
            var seen = reads.Seen.Where(s => s.Stream == others.Key).Select(s => (long?)s.Version).FirstOrDefault();
            appends.Add(new(others.Key, others.Select(o => slices.StreamTypeOf(o.Stream)).First(), seen ?? -1, [.. others.Select(o => o.Fact)]) { About = decision.Abouts.GetValueOrDefault(others.Key, About.Nothing).Or(Subject.OfOther([.. others.Select(o => o.Fact)], about)) });
        }

        sends = [.. decision.Messages.Select(m => outbox.Sending(m, actor, stream))];
        var with = new List<NpgsqlBatchCommand>();
        if (once is not null) with.Add(once);
        var rows = sends.Where(s => s.Durable).Concat(decision.Timers.Select(t => outbox.Timer(t.Command, actor.Deferred(), ask.At + t.In, stream))).ToArray();
        if (rows.Length > 0) with.Add(Outbox.Rows(rows));

        var touched = appends.Select(a => a.Stream).ToHashSet();
        return new(actor, Trace.Current(), cause?.Id.ToString(), slice.Name, about, rights)
        {
            Appends = appends,
            Seen = [.. reads.Seen.Where(s => !touched.Contains(s.Stream))],
            Kept = [.. decision.Kept.Select(k => (k.Kind, k.Of.Value, k.Value))],
            With = with,
        };
    }

}

public static class Trace
{
    static readonly ActivitySource source = new("MeshEvents.Bus");

    internal static Activity? Start(string name) => source.StartActivity(name);

    /// <summary>The request's trace id; work without a request gets one of its own.</summary>
    public static string Current() => Activity.Current?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
}
