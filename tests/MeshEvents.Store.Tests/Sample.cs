using MeshEvents.Kernel;

namespace MeshEvents.Store.Tests;

public readonly record struct ShopId(Guid Value) : IId;
public readonly record struct PersonId(Guid Value) : IId;
public enum Mood { Calm, Busy }

// A small world of its own: shops that open, are renamed, move to a street, and close; people who visit them.
public sealed record ShopOpened(string Name, Guid Street) : Fact;
public sealed record ShopRenamed(string From, string To) : Fact;
public sealed record ShopMoved(Guid From, Guid To) : Fact;
public sealed record ShopClosed(string Why) : Fact;
public sealed record ShopCounted(int Number) : Fact;
public sealed record VisitorNoted(Pii<string> Name, Mood Mood, List<Pii<string>> Friends) : Fact;

public sealed record Shop : IAggregate<Shop>
{
    public string Name { get; init; } = "";
    public bool Closed { get; init; }
    public int Sum { get; init; }

    public static Shop Evolve(Shop shop, Fact fact) => fact switch
    {
        ShopOpened e => shop with { Name = e.Name },
        ShopRenamed e => shop with { Name = e.To },
        ShopCounted e => shop with { Sum = shop.Sum + e.Number },
        ShopClosed => shop with { Closed = true },
        _ => shop,
    };
}

/// <summary>Async, one row for each stream.</summary>
public sealed record ShopRow(ShopId Id, Guid Street, string Name, int Counted, int Sum, DateTimeOffset OpenedAt, string[] Names, Mood? Mood, long Version)
{
    public static ShopRow? Evolve(ShopRow? row, IEvent e) => e.Data switch
    {
        ShopOpened x => new(new(e.StreamId), x.Street, x.Name, 0, 0, e.At, [x.Name], null, e.Version),
        ShopRenamed x => row! with { Name = x.To, Names = [.. row.Names, x.To], Version = e.Version },
        ShopMoved x => row! with { Street = x.To, Version = e.Version },
        ShopCounted x => row! with { Counted = row.Counted + 1, Sum = unchecked(row.Sum * 31 + x.Number), Version = e.Version },
        VisitorNoted x => row! with { Mood = x.Mood, Version = e.Version },
        ShopClosed => null,
        _ => row,
    };
}

/// <summary>Inline, and no two shops of a tenant have one name.</summary>
public sealed record ShopName(ShopId Id, string Name, Guid Street, long Version)
{
    public static ShopName? Evolve(ShopName? row, IEvent e) => e.Data switch
    {
        ShopOpened x => new(new(e.StreamId), x.Name, x.Street, e.Version),
        ShopRenamed x => row! with { Name = x.To, Version = e.Version },
        ShopMoved x => row! with { Street = x.To, Version = e.Version },
        ShopClosed => null,
        _ => row,
    };
}

/// <summary>Inline over several streams: how many shops stand in a street. One event may touch two rows.</summary>
public sealed record StreetCount(Guid Street, int Shops)
{
    public static IEnumerable<Guid> Keys(IEvent e) => e.Data switch
    {
        ShopOpened x => [x.Street],
        ShopMoved x => [x.From, x.To],
        _ => [],
    };

    public static StreetCount? Evolve(StreetCount? row, Guid key, IEvent e) => e.Data switch
    {
        ShopOpened => Plus(row, key, 1),
        ShopMoved x when x.From != x.To => Plus(row, key, key == x.To ? 1 : -1),
        _ => row,
    };

    static StreetCount? Plus(StreetCount? row, Guid key, int n) => (row?.Shops ?? 0) + n is var shops and not 0 ? new(key, shops) : null;
}

public static class World
{
    public static Facts Facts()
    {
        var facts = new Facts();
        facts.Add<ShopOpened>("shops.shop_opened_v3", e => $"Opened {e.Name}");
        facts.Upcast("shops.shop_opened", old => new() { ["title"] = (string)old["n"]!, ["street"] = old["street"]?.DeepClone() }, "shops.shop_opened_v2");
        facts.Upcast("shops.shop_opened_v2", old => new() { ["name"] = (string)old["title"]!, ["street"] = old["street"]?.DeepClone() ?? Guid.Empty }, "shops.shop_opened_v3");
        facts.Add<ShopRenamed>("shops.shop_renamed", e => $"Renamed {e.From} to {e.To}");
        facts.Add<ShopMoved>("shops.shop_moved", _ => "Moved");
        facts.Add<ShopClosed>("shops.shop_closed", e => $"Closed: {e.Why}");
        facts.Add<ShopCounted>("shops.shop_counted", e => $"Counted {e.Number}");
        facts.Add<VisitorNoted>("shops.visitor_noted", e => $"{e.Name} came");
        return facts;
    }

    public static Projections Views(Func<ShopRow?, IEvent, ShopRow?>? evolve = null)
    {
        var views = new Projections().Within("shops");
        views.SingleStream(evolve ?? ShopRow.Evolve).Columns("name", "street", "counted", "opened_at", "names", "mood", "version")
            .SeenThrough("street", "id").Push(row => new ShopId(row.Street));
        views.SingleStream<ShopName>(ShopName.Evolve).Of(typeof(ShopOpened), typeof(ShopRenamed), typeof(ShopMoved), typeof(ShopClosed))
            .Inline().Unique("shops.name-taken", "name").Push(row => new ShopId(row.Street));
        views.MultiStream<StreetCount>(StreetCount.Keys, StreetCount.Evolve).Of(typeof(ShopOpened), typeof(ShopMoved)).Inline();
        return views;
    }
}
