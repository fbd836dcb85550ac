using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Gateway;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Features;

/// <param name="Book">Counts the times the device began its journal anew.</param>
/// <param name="What"><c>taken</c>, <c>refused</c>, <c>done</c>, <c>failed</c>, in the device's own words.</param>
/// <param name="Hash">SHA-256 of the line as the device wrote it.</param>
public sealed record JournalRow(int Book, long Number, DateTimeOffset At, string What, string Action, string By, string Why, CommandId? CommandId, string Hash);

public sealed record JournalRows(IReadOnlyList<JournalRow> Rows);

/// <summary>What the device itself says it was commanded to do, newest first.</summary>
/// <param name="Before">Lines of the newest book before this one.</param>
public sealed record FindJournal(DeviceId DeviceId, long? Before = null, int Take = 100) : IQuery<JournalRows>
{
    public sealed class Validator : AbstractValidator<FindJournal>
    {
        public Validator() => RuleFor(q => q.Take).InclusiveBetween(1, 500);
    }

    internal static async Task<JournalRows?> Answer(FindJournal q, Reads reads) => new(await reads.Ask<DeviceJournals>().RowsAsync(reads.Tenant, q.DeviceId, q.Before, q.Take));

    internal static void Map(Slices slices) => slices.Query<FindJournal, JournalRows>("GET /api/devices/{deviceId}/journal", q => DevicePermissions.History.On(q.DeviceId), Answer);
}
