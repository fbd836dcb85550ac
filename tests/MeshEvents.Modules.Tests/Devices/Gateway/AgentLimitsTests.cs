using MeshEvents.Devices.Gateway;

namespace MeshEvents.Modules.Tests.Devices.Gateway;

/// <summary>Who may wait at the door (architecture 13.20).</summary>
public sealed class AgentLimitsTests
{
    readonly AgentLimits limits = new();

    List<AgentPlace> Fill(int addresses, int each) =>
        [.. from a in Enumerable.Range(1, addresses) from _ in Enumerable.Range(0, each) select limits.Enter($"192.0.2.{a}")];

    [Fact]
    public void One_address_gets_two_hundred_places()
    {
        var places = Fill(1, AgentLimits.MostFromOne);
        Assert.DoesNotContain(places, p => p is null);
        Assert.Null(limits.Enter("192.0.2.1"));
        Assert.NotNull(limits.Enter("192.0.2.2"));
        places[0].Dispose();
        Assert.NotNull(limits.Enter("192.0.2.1"));
        Assert.Equal(AgentLimits.MostFromOne + 1, limits.Open);
    }

    [Fact]
    public void In_a_full_house_the_largest_crowd_gives_up_its_oldest_for_another_address()
    {
        var crowd = Fill(AgentLimits.MostOpen / AgentLimits.MostFromOne, AgentLimits.MostFromOne);
        Assert.Equal(AgentLimits.MostOpen, limits.Open);
        Assert.NotNull(limits.Enter("198.51.100.7"));
        var pushed = Assert.Single(crowd, p => p.Pushed.IsCancellationRequested);
        Assert.Same(crowd.First(p => p.Address == pushed.Address), pushed);
        Assert.Equal(AgentLimits.MostOpen, limits.Open);
        // it is not counted twice when its connection ends
        pushed.Dispose();
        Assert.Equal(AgentLimits.MostOpen, limits.Open);
    }

    [Fact]
    public void Whoever_holds_as_many_as_the_largest_crowd_waits()
    {
        var crowd = Enumerable.Range(0, AgentLimits.MostOpen).Select(i => limits.Enter($"10.0.{i / 250}.{i % 250}")!).ToList();
        Assert.Null(limits.Enter(crowd[0].Address));
        Assert.NotNull(limits.Enter("198.51.100.7"));
        Assert.Single(crowd, p => p.Pushed.IsCancellationRequested);
    }

    [Fact]
    public void What_left_is_forgotten()
    {
        foreach (var place in Fill(3, 5)) { place.Dispose(); place.Dispose(); }
        Assert.Equal(0, limits.Open);
    }
}
