namespace MeshEvents.Store;

public enum ShardActivity { Running, Paused, Rebuilding }

/// <param name="Sequence">The event it stopped at; null when it could not even be told (the database was away, a statement failed).</param>
/// <param name="Type">Its stored name.</param>
public sealed record ShardError(long? Sequence, string? Type, string Message);

/// <summary>Where one view or subscription stands, for the page of the operator.</summary>
/// <param name="Name">Without <c>:All</c>.</param>
/// <param name="Behind">Sequence numbers up to the mark.</param>
/// <param name="Rate">Sequence numbers a second, lately.</param>
/// <param name="Since">When it took up this activity.</param>
/// <param name="Progress">Of a rebuild, 0 to 1.</param>
/// <param name="Remaining">Of a rebuild, estimated.</param>
public sealed record ShardState(
    string Name, long Position, long Behind, double Rate, ShardActivity State, ShardError? Error, DateTimeOffset Since, double? Progress = null, TimeSpan? Remaining = null);

/// <summary>A row of a pushed view has changed. In the order of the mark: whoever has seen a sequence number has missed nothing before it.</summary>
/// <param name="View">The row's type name, for example <c>DeviceRow</c>.</param>
/// <param name="Row">Null = gone.</param>
/// <param name="Before">The row as it was; not known for an inline view.</param>
/// <param name="AudienceBefore">Who could see it; when it differs from <paramref name="AudienceNow"/>, they are to hear that it is gone.</param>
public sealed record Pushed(Guid Tenant, string View, Guid Key, object? Row, object? Before, Guid? AudienceBefore, Guid? AudienceNow, long Sequence);
