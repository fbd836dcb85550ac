using System.Text.Json.Nodes;
using MeshEvents.Kernel;
using Npgsql;

namespace MeshEvents.Store;

/// <param name="StreamType">The aggregate's class name in snake case, for example <c>device_group</c>.</param>
/// <param name="Expected">0 = the stream must be new, n = it must be at version n, -1 = any.</param>
public sealed record StreamAppend(Guid Stream, string StreamType, long Expected, IReadOnlyList<Fact> Facts)
{
    /// <summary>What these events are about, where it is something else than the commit: one of many devices.</summary>
    public About? About { get; init; }
}

/// <summary>Everything that becomes true together. The tenant is the actor's.</summary>
/// <param name="Correlation">The request's trace id.</param>
/// <param name="Causation">The command or event that caused it.</param>
/// <param name="Rights">What was held when it was allowed, for the audit log.</param>
public sealed record Commit(Actor By, string Correlation, string? Causation, string? Command, About About, JsonObject? Rights)
{
    /// <summary>At most one for each stream.</summary>
    public IReadOnlyList<StreamAppend> Appends { get; init; } = [];

    /// <summary>Streams a decision looked at: still at that version when it commits, or it is stale.</summary>
    public IReadOnlyList<(Guid Stream, long Version)> Seen { get; init; } = [];

    /// <summary>Secrets to seal beside the events; null takes one away.</summary>
    public IReadOnlyList<(string Kind, Guid Owner, Secret? Value)> Kept { get; init; } = [];

    /// <summary>Further statements of the same transaction (outbox, inbox). They run last.</summary>
    public IReadOnlyList<NpgsqlBatchCommand> With { get; init; } = [];
}

/// <param name="LastSequence">The highest number this commit drew, 0 when it had no facts.</param>
public sealed record Appended(IReadOnlyList<IEvent> Events, long LastSequence);
