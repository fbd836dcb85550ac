using MeshEvents.Jobs.Features;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class NoteRemovalTests
{
    static readonly NoteRemoval removal = new(new(Guid.NewGuid()), 3, 4096, 90, DateTimeOffset.UnixEpoch);
    static readonly Ask ask = new(Actor.System, DateTimeOffset.UnixEpoch, Guid.NewGuid(), new byte[32]);

    [Fact]
    public void What_was_taken_away_is_told_on_the_sweeps_own_stream() =>
        Assert.Equal((removal.SweepId, new OutputsRemoved(3, 4096, 90, DateTimeOffset.UnixEpoch)), Assert.Single(NoteRemoval.Decide(removal, new(Told: false), ask).Others));

    [Fact]
    public void Told_again_it_is_no_news() => Assert.Equal(Decision.Nothing, NoteRemoval.Decide(removal, new(Told: true), ask));
}
