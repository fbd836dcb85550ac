using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using MeshEvents.Kernel;

namespace MeshEvents.Bus;

/// <summary>Finds what a commit is about: from the need, the stream, the command's and the facts' ids, and the causing event, in this order.</summary>
static class Subject
{
    static readonly ConcurrentDictionary<Type, (PropertyInfo Property, AboutSlot Slot)[]> idsOf = [];

    public static AboutSlot? SlotOf(Type type) => type.GetCustomAttribute<AboutAttribute>()?.Slot;

    public static About Of(Slice slice, object asked, Guid stream, IEnumerable<Fact> facts, About? known = null, About? cause = null)
    {
        var about = About.Nothing;
        foreach (var right in slice.Needs(asked).Rights)
            if (right.Target is { } target && SlotOf(right.Of) is { } slot) about = about.Or(Fill(slot, target));
        if (slice.Slot is { } own && stream != Guid.Empty) about = about.Or(Fill(own, stream));
        about = about.Or(From(asked));
        foreach (var fact in facts) about = about.Or(From(fact));
        return about.Or(known ?? About.Nothing).Or(cause ?? About.Nothing);
    }

    /// <summary>Facts of other streams say what a decision is about where they agree: one about many devices is about none of them.</summary>
    public static About Of(Slice slice, object asked, Guid stream, Decision decision, About? known, About? cause)
    {
        var others = decision.Others.Select(o => From(o.Fact)).ToArray();
        var about = Of(slice, asked, stream, decision.Facts, known);
        return about.Or(new(One(others, a => a.Device), One(others, a => a.Group), One(others, a => a.User), One(others, a => a.Session), One(others, a => a.Job))).Or(cause ?? About.Nothing);
    }

    /// <summary>Facts of another stream are about what they name, and else about what the decision is about.</summary>
    public static About OfOther(IReadOnlyList<Fact> facts, About decision) => facts.Aggregate(About.Nothing, (about, fact) => about.Or(From(fact))).Or(decision);

    static Guid? One(IEnumerable<About> abouts, Func<About, Guid?> slot) => abouts.Select(slot).OfType<Guid>().Distinct().Take(2).ToArray() is [var one] ? one : null;

    static About From(object thing)
    {
        var about = About.Nothing;
        foreach (var (property, slot) in idsOf.GetOrAdd(thing.GetType(), Ids))
            if (property.GetValue(thing) is IId id && id.Value != Guid.Empty) about = about.Or(Fill(slot, id.Value));
        return about;
    }

    static (PropertyInfo, AboutSlot)[] Ids(Type type) =>
    [
        .. from p in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
           let id = Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType
           where typeof(IId).IsAssignableFrom(id)
           let slot = SlotOf(id)
           where slot is not null
           select (p, slot.Value),
    ];

    static About Fill(AboutSlot slot, Guid id) => slot switch
    {
        AboutSlot.Device => new(Device: id),
        AboutSlot.Group => new(Group: id),
        AboutSlot.User => new(User: id),
        AboutSlot.Job => new(Job: id),
        _ => new(Session: id),
    };
}

static class Words
{
    public static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && snake.Length > 0) snake.Append('_');
            snake.Append(char.ToLowerInvariant(c));
        }
        return snake.ToString();
    }

    /// <summary>As in the HTTP API and its document: <c>RenameDevice</c> is operation <c>renameDevice</c>.</summary>
    public static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
