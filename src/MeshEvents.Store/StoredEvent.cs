using MeshEvents.Kernel;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>A row of <c>mt_events</c> as it was read. It becomes an event when somebody wants it: once, and then for everybody.</summary>
sealed class StoredEvent(EventCodec codec)
{
    /// <summary>In the order <see cref="Read"/> takes them.</summary>
    public const string Columns = "e.seq_id, e.id, e.stream_id, e.version, e.data::text, e.type, e.timestamp, e.tenant_id, e.correlation_id, e.causation_id, e.headers::text, e.is_archived";

    /// <summary>The same without who acted and why, which are most of a row's bytes: for the folds of views and aggregates, which do not read them.</summary>
    public const string FactColumns = "e.seq_id, e.id, e.stream_id, e.version, e.data::text, e.type, e.timestamp, e.tenant_id, null::varchar, null::varchar, '', e.is_archived";

    static readonly byte[] nothing = "{}"u8.ToArray();

    IEvent? opened;

    public required long Sequence { get; init; }
    public required Guid Id { get; init; }
    public required Guid StreamId { get; init; }
    public required long Version { get; init; }
    /// <summary>JSON in UTF-8, as all that is kept of the fact and its headers.</summary>
    public required byte[] Data { get; init; }
    public required string StoredName { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Tenant { get; init; }
    public required string Correlation { get; init; }
    public required string? Causation { get; init; }
    public required byte[] Headers { get; init; }
    public required bool IsArchived { get; init; }

    /// <summary>False when only the fact was asked for.</summary>
    public bool HasHeaders => Headers.Length > 0;

    public static StoredEvent Read(NpgsqlDataReader reader, EventCodec codec) => new(codec)
    {
        Sequence = reader.GetInt64(0),
        Id = reader.GetGuid(1),
        StreamId = reader.GetGuid(2),
        Version = reader.GetInt64(3),
        Data = reader.GetFieldValue<byte[]>(4),
        StoredName = reader.GetString(5),
        At = new DateTimeOffset(reader.GetDateTime(6)),
        Tenant = reader.GetString(7),
        Correlation = reader.IsDBNull(8) ? "" : reader.GetString(8),
        Causation = reader.IsDBNull(9) ? null : reader.GetString(9),
        Headers = reader.IsDBNull(10) ? nothing : reader.GetFieldValue<byte[]>(10),
        IsArchived = !reader.IsDBNull(11) && reader.GetBoolean(11),
    };

    /// <exception cref="UnreadableEventException">It cannot be made into an event: never a reason to pass over it.</exception>
    public IEvent Open() => opened ??= codec.Open(this);
}
