using MeshEvents.Bus;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Jobs.Retention;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs.Features;

/// <summary>A sweep says what it took away. Asked again after a crash, it is no news.</summary>
public sealed record NoteRemoval(SweepId SweepId, int Runs, long Bytes, int Days, DateTimeOffset Before) : ICommand
{
    public sealed record Known(bool Told);

    internal static async Task<Known?> Load(NoteRemoval c, Reads reads) => new((await reads.AggregateAsync<Sweep>(c.SweepId))?.Told ?? false);

    public static Decision Decide(NoteRemoval c, Known known, Ask ask) =>
        known.Told ? Decision.Nothing : Decision.Nothing.Also(c.SweepId, new OutputsRemoved(c.Runs, c.Bytes, c.Days, c.Before));

    internal static void Map(Slices slices) => slices.Create<Sweep, NoteRemoval, Known>(Slices.Inside, _ => Need.Inside, Load, Decide);
}
