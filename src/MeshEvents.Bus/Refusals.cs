using System.Security.Cryptography;
using System.Text;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Bus;

/// <param name="Command">The command's name.</param>
/// <param name="Count">How many within the minute this fact stands for.</param>
public sealed record CommandRefused(string Command, string Code, int Count) : Fact;

/// <summary>
/// A refusal is an event on the asker's own stream of that day, so no busy stream is touched; repeats within a minute are gathered. Without an account
/// it is only counted (failed sign-ins are Identity's own facts).
/// </summary>
public sealed partial class Refusals : BackgroundService
{
    static readonly TimeSpan window = TimeSpan.FromMinutes(1);

    readonly Gathering<(Actor By, string Command, string Code, About About)> gathering;
    readonly EventStore store;
    readonly TimeProvider clock;
    readonly ILogger<Refusals> log;
    long uncounted;

    public Refusals(EventStore store, TimeProvider clock, ILogger<Refusals> log)
    {
        (this.store, this.clock, this.log) = (store, clock, log);
        gathering = new(window, clock, (k, count, stop) => AppendAsync(k.By, k.About, new(k.Command, k.Code, count), stop));
    }

    /// <summary>Refusals of askers without an account since the start.</summary>
    public long WithoutAccount => Interlocked.Read(ref uncounted);

    public static void List(Facts facts) => facts.Add<CommandRefused>("bus.command_refused",
        e => e.Count == 1 ? $"Was refused {e.Command}: {e.Code}" : $"Was refused {e.Command} {e.Count} more times: {e.Code}");

    internal Task NoteAsync(Slice slice, object asked, Actor by, Refusal no, CancellationToken stop)
    {
        if (by.Kind is not ActorKind.Guest) return gathering.NoteAsync((by, slice.Name, no.Code, Subject.Of(slice, asked, Guid.Empty, [])), stop);
        Interlocked.Increment(ref uncounted);
        return Task.CompletedTask;
    }

    /// <summary>The asker's own stream of that day.</summary>
    public static Guid DayOf(Actor by, DateTimeOffset at) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"refusals|{by.Tenant}|{by.Id}|{at:yyyy-MM-dd}")).AsSpan(0, 16));

    protected override Task ExecuteAsync(CancellationToken stop) => gathering.KeepFlushingAsync(stop);

    async Task AppendAsync(Actor by, About about, CommandRefused fact, CancellationToken stop)
    {
        var commit = new Commit(by, Trace.Current(), null, fact.Command, about, null) { Appends = [new(DayOf(by, clock.GetUtcNow()), "refusals", -1, [fact])] };
        try { await store.AppendAsync(commit, stop); }
        // the asker is told the refusal either way; that its record is missing is loud
        catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException) { NotRecorded(fact.Command, fact.Code, e); }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The refusal of {Command} ({Code}) could not be recorded.")]
    partial void NotRecorded(string command, string code, Exception e);
}
