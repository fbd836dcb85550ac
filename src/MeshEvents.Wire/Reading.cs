namespace MeshEvents.Wire;

/// <summary>What a reader of whole messages says: understood, well formed but not one of ours, or broken (then the reader gives a reason).</summary>
public enum Reading
{
    Done,
    Unknown,
    Broken,
}
