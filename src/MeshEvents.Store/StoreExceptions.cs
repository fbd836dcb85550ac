namespace MeshEvents.Store;

/// <summary>Somebody was faster: a stream is not at the expected version, a looked-at stream moved, or the database broke a tie. Load and decide again.</summary>
public sealed class StaleException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>No stream is known to have moved: an inline row did, or the database broke a tie. The same commit may be tried as it is.</summary>
    internal bool MayTryAgain { get; init; }
}

/// <summary>The stream is archived and takes no more facts.</summary>
public sealed class ArchivedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Two rows of a tenant would agree where they must not.</summary>
public sealed class UniqueException(string code, Exception? inner = null) : Exception($"Refused as '{code}': another row has this value.", inner)
{
    /// <summary>The refusal code the view gave with <c>Unique</c>.</summary>
    public string Code => code;
}

/// <summary>An event that cannot be read: unknown name, broken seal, or JSON that does not fit. Never passed over.</summary>
public sealed class UnreadableEventException(long sequence, string storedName, Exception? inner, string? why = null)
    : Exception($"Event {sequence} ({storedName}) cannot be read: {why ?? inner?.Message}", inner)
{
    public long Sequence => sequence;
    public string StoredName => storedName;
}

/// <summary>The program must not go on with this database or these keys. The message says what to do.</summary>
public sealed class StoreRefusedException(string sentence) : Exception(sentence);
