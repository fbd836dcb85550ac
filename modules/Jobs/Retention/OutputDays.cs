namespace MeshEvents.Jobs.Retention;

/// <summary>How long what programs wrote and devices answered is kept after the run ended.</summary>
/// <param name="Of">By tenant, in days; 0: for ever.</param>
public sealed record OutputDays(IReadOnlyDictionary<Guid, int> Of)
{
    /// <summary>Nothing younger than this is taken away, whatever is set.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromDays(1);
}
