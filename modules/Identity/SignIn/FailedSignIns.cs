using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Microsoft.Extensions.Hosting;

namespace MeshEvents.Identity.SignIn;

/// <summary>A failed sign-in is a fact on the account's own stream of that day, or on nobody's where no account has that name; a flood is gathered by the minute.</summary>
public sealed class FailedSignIns : BackgroundService
{
    readonly Gathering<(Actor By, UserId? User, string Code)> gathering;

    public FailedSignIns(EventStore store, TimeProvider clock) =>
        gathering = new(TimeSpan.FromMinutes(1), clock, async (k, count, stop) =>
        {
            var stream = Refusals.DayOf(k.By with { Id = k.User?.Value ?? Guid.Empty }, clock.GetUtcNow());
            await store.AppendAsync(new(k.By, Trace.Current(), null, nameof(Features.SignIn), new(User: k.User?.Value), null)
            {
                Appends = [new(stream, "refusals", -1, [new SignInFailed(k.User, k.Code, count)])],
            }, stop);
        });

    internal Task NoteAsync(UserId? user, Actor by, string code) => gathering.NoteAsync((by, user, code), CancellationToken.None);

    protected override Task ExecuteAsync(CancellationToken stop) => gathering.KeepFlushingAsync(stop);
}
