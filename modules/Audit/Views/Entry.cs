namespace MeshEvents.Audit.Views;

public enum Category { Devices, Groups, People, SignIn, Sessions, Jobs, Enrolment, Audit, Server, Refusal }

public enum EntryOutcome { Done, Requested, Refused, Failed, Unknown }

public sealed record EntryActor(Guid Id, string Kind, string Name);
public sealed record EntryThing(Guid Id, string Name);
public sealed record FieldChange(string Field, string? Before, string? After);

/// <summary>One event as people read it.</summary>
/// <param name="Kind">The fact's stored name.</param>
/// <param name="Changes">What it was and what it is, field by field.</param>
public sealed record AuditEntry(
    long Sequence, Guid Id, DateTimeOffset At, string Kind, Category Category, string Sentence, EntryOutcome Outcome, EntryActor Actor, EntryThing? OnBehalfOf, string? Address, string Via,
    EntryThing? Device, EntryThing? Group, EntryThing? User, Guid? Session, IReadOnlyList<FieldChange> Changes, string? Code, string? Command, string Correlation, Guid Stream, long Version);
