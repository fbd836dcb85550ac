using MeshEvents.Bus;
using MeshEvents.Store;
using Microsoft.Extensions.DependencyInjection;
using System.Text.Json;

namespace MeshEvents.Modules.Tests.Views;

/// <summary>
/// Every view folded over the golden sample of every fact it cares about. An inline view rides in the append's batch, where neither sequence number nor time
/// is known: it must not read them (architecture 13.17). No view at all reads who acted: a rebuild does not fetch it.
/// </summary>
public sealed class InlineViewTests
{
    static readonly (Facts Facts, Slices Slices, Projections Projections, BusSetup Bus) listed = Wiring.Listed(MeshEvents.Server.Modules.All(), new ServiceCollection());

    public static TheoryData<string> Inline() => [.. listed.Projections.All.Where(v => v.IsInline).Select(v => v.Name)];
    public static TheoryData<string> All() => [.. listed.Projections.All.Select(v => v.Name)];

    static Fact Sample(Type type)
    {
        var name = listed.Facts.Of(type).StoredName;
        var file = Repo.Files("tests/MeshEvents.Modules.Tests", $"{name}.*.json").Last();
        return (Fact)JsonSerializer.Deserialize(Repo.Read(file), type, Json.Web)!;
    }

    /// The first of a view's facts is what makes its row; each other is folded onto that.
    static void FoldAll(IView view, bool dated)
    {
        Assert.NotNull(view.FactTypes);
        foreach (var type in view.FactTypes)
        {
            var first = view.Fold(null, Some.Device.Value, new Told(Sample(view.FactTypes[0]), dated));
            Assert.NotNull(first);
            if (type != view.FactTypes[0]) view.Fold(first, Some.Device.Value, new Told(Sample(type), dated));
        }
    }

    [Theory, MemberData(nameof(Inline))]
    public void An_inline_view_reads_neither_number_nor_time(string name) => FoldAll(listed.Projections.All.Single(v => v.Name == name), dated: false);

    [Theory, MemberData(nameof(All))]
    public void A_row_survives_its_own_JSON(string name)
    {
        var view = listed.Projections.All.Single(v => v.Name == name);
        if (view.FactTypes is null) return;
        FoldAll(view, dated: true);
        var row = view.Fold(null, Some.Device.Value, new Told(Sample(view.FactTypes[0]), dated: true))!;
        var json = JsonSerializer.Serialize(row, view.RowType, Json.Web);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, view.RowType, Json.Web), view.RowType, Json.Web));
    }

    [Theory, MemberData(nameof(All))]
    public void A_fact_it_does_not_know_changes_nothing(string name)
    {
        var view = listed.Projections.All.Single(v => v.Name == name);
        Assert.NotNull(view.FactTypes);
        var row = view.Fold(null, Some.Device.Value, new Told(Sample(view.FactTypes[0]), dated: true));
        Assert.Equal(row, view.Fold(row, Some.Device.Value, new Told(new Unheard(), dated: true)));
    }

    sealed record Unheard : Fact;

    sealed record Told(Fact Data, bool dated) : IEvent
    {
        public Guid Id => Guid.Empty;
        public Guid StreamId => Some.Device.Value;
        public long Version => 1;
        public long Sequence => dated ? 7 : throw new InvalidOperationException("An inline view has no sequence number yet.");
        public DateTimeOffset At => dated ? Some.Now : throw new InvalidOperationException("An inline view has no time yet.");
        public Actor By => throw Alone();
        public About About => throw Alone();
        public string Correlation => throw Alone();
        public string? Command => throw Alone();

        /// A rebuild reads the facts alone, which are a third of the log's bytes.
        static InvalidOperationException Alone() => new("A view is folded from facts alone: who acted, and why, is the history's.");
    }
}
