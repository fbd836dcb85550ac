using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Features;

/// <param name="Book">Counts the times the device began its journal anew.</param>
/// <param name="What"><c>taken</c>, <c>refused</c>, <c>done</c>, <c>failed</c>, in the device's own words.</param>
/// <param name="Hash">SHA-256 of the line as the device wrote it.</param>
/// <param name="Sent">Of a line about a command: whether this server sent it; of a <c>taken</c> one, byte for byte.</param>
public sealed record JournalRow(int Book, long Number, DateTimeOffset At, string What, string Action, string By, string Why, CommandId? CommandId, string Hash, bool? Sent);

/// <summary>A page, and what is known of the whole.</summary>
/// <param name="Lines">How many are kept here, of all books.</param>
/// <param name="Books">How many; more than one: the device began anew.</param>
/// <param name="Differences">How often it was not what this server sent, or not one chain.</param>
/// <param name="Latest">The last of these, newest first.</param>
public sealed record JournalRows(IReadOnlyList<JournalRow> Rows, long Lines, int Books, long Differences, IReadOnlyList<JournalDifference> Latest);

/// <summary>What the device itself says it was commanded to do, newest first.</summary>
/// <param name="Book">Which book the line <paramref name="Before"/> is in; without it the newest.</param>
/// <param name="Before">Lines before this one, on to the books before.</param>
/// <param name="What">Only lines of this kind.</param>
public sealed record FindJournal(DeviceId DeviceId, int? Book = null, long? Before = null, string? What = null, int Take = 100) : IQuery<JournalRows>
{
    public sealed class Validator : AbstractValidator<FindJournal>
    {
        public Validator()
        {
            RuleFor(q => q.Take).InclusiveBetween(1, 500);
            RuleFor(q => q.What).MaximumLength(16);
            RuleFor(q => q.Before).NotNull().When(q => q.Book is not null).WithMessage("Say before which line of the book.");
        }
    }

    internal static async Task<JournalRows?> Answer(FindJournal q, Reads reads)
    {
        var journals = reads.Ask<KeptJournals>();
        var (lines, books) = await journals.SizeAsync(reads.Tenant, q.DeviceId, reads.Stop);
        var differences = await reads.RowAsync<JournalState>(q.DeviceId);
        return new(await journals.RowsAsync(reads.Tenant, q, reads.Stop), lines, books, differences?.Count ?? 0, differences?.Latest ?? []);
    }

    internal static void Map(Slices slices) => slices.Query<FindJournal, JournalRows>("GET /api/devices/{deviceId}/journal", q => DevicePermissions.History.On(q.DeviceId), Answer);
}
