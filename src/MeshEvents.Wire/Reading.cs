namespace MeshEvents.Wire;

/// <summary>What a reader of whole messages says: understood, well formed but not one of ours, or broken (then the reader gives a reason).</summary>
public enum Reading
{
    Done,
    Unknown,
    Broken,
}

/// <summary>What a reader of a stream says: one whole piece is there, more bytes are needed for it, or it can never become one.</summary>
public enum Progress
{
    Done,
    NeedMore,
    Broken,
}
