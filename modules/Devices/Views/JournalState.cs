using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Views;

/// <summary>One time that a device's own journal was not what this server sent, or not one chain.</summary>
/// <param name="Line">Of the device's journal.</param>
public sealed record JournalDifference(DateTimeOffset At, string Why, CommandId? CommandId, long Line);

/// <summary>How a device's own journal compares with what was sent. A device whose journal never differed has no row.</summary>
/// <param name="Latest">The last few, newest first.</param>
public sealed record JournalState(DeviceId Id, long Count, JournalDifference[] Latest)
{
    const int MostLatest = 20;

    public static JournalState? Evolve(JournalState? row, IEvent e) => e.Data is not JournalDiffered x ? row : new(
        new(e.StreamId), (row?.Count ?? 0) + 1, [new(e.At, x.Why, x.CommandId, x.Line), .. (row?.Latest ?? []).Take(MostLatest - 1)]);

    internal static void Map(Projections projections) => projections.SingleStream<JournalState>(Evolve).Of(typeof(JournalDiffered));
}
