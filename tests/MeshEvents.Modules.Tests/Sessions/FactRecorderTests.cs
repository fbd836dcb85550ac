using MeshEvents.Bus;
using MeshEvents.Sessions;
using MeshEvents.Sessions.Features;
using Microsoft.Extensions.Logging.Abstractions;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Sessions;

/// <summary>What was done in a session is recorded, whoever else writes to it meanwhile.</summary>
public sealed class FactRecorderTests
{
    /// <summary>Refuses so often, then takes.</summary>
    sealed class RefusingBus(Refusal refusal, int times) : ICommandBus
    {
        public List<(ICommand Command, Actor By)> Asked { get; } = [];

        public Task<Outcome> InvokeAsync(ICommand command, Actor actor, CancellationToken stop = default)
        {
            Asked.Add((command, actor));
            return Task.FromResult(new Outcome(Asked.Count <= times ? refusal : null, Some.Session.Value, 1, 1, null));
        }

        public Task<Outcome<T>> InvokeAsync<T>(ICommand<T> command, Actor actor, CancellationToken stop = default) => throw new NotSupportedException();
        public Task<object?> AskAsync(object query, Actor actor, DateTimeOffset? asOf = null, CancellationToken stop = default) => throw new NotSupportedException();
        public Task ScheduleAsync(ICommand command, Actor actor, DateTimeOffset at, CancellationToken stop = default) => throw new NotSupportedException();
    }

    static readonly RecordFiles Done = new(Some.Session, [new FolderMade("/a")]);

    static Task RecordAsync(ICommandBus bus) => new FactRecorder(bus, NullLogger<FactRecorder>.Instance).RecordAsync(Some.Session, Done, Mira);

    [Fact]
    public async Task It_is_asked_again_while_others_are_faster()
    {
        var bus = new RefusingBus(Refuse.Stale, times: 7);
        await RecordAsync(bus);
        Assert.Equal(Enumerable.Repeat<(ICommand, Actor)>((Done, Mira.Deferred()), 8), bus.Asked);
    }

    [Fact]
    public async Task It_is_not_asked_for_ever()
    {
        var bus = new RefusingBus(Refuse.Stale, times: int.MaxValue);
        await Assert.ThrowsAsync<InvalidOperationException>(() => RecordAsync(bus));
        Assert.Equal(20, bus.Asked.Count);
    }

    [Fact]
    public async Task Any_other_refusal_is_final()
    {
        var bus = new RefusingBus(Refuse.NotThere, times: 1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => RecordAsync(bus));
        Assert.Single(bus.Asked);
    }
}
