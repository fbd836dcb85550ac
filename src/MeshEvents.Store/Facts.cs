using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshEvents.Kernel;

namespace MeshEvents.Store;

/// <summary>One kind of fact: its .NET type, the name it is stored under (set by hand, never renamed) and its sentence for the audit log.</summary>
public sealed record FactKind(Type Type, string StoredName, Func<Fact, string> Sentence)
{
    internal Func<EventHead, Fact, IEvent> MakeEvent { get; init; } = (_, _) => throw new InvalidOperationException("A kind of fact is made by Facts.Add.");

    /// <summary><c>Namespace.Type, Assembly</c>: Marten's fallback when it does not know the stored name (spec/marten-tables.md 2).</summary>
    internal string DotnetName { get; } = $"{Type.FullName}, {Type.Assembly.GetName().Name}";

    internal bool HoldsPersonalData { get; } = PersonalData.IsIn(Type);
}

/// <summary>
/// The catalogue of all facts, filled by the modules at start and read-only after. The single source for the store, the golden samples
/// and a developer's <c>MapEventType</c> (spec/marten-tables.md 6).
/// </summary>
public sealed partial class Facts
{
    readonly Dictionary<Type, FactKind> byType = [];
    readonly Dictionary<string, FactKind> byName = [];
    readonly Dictionary<string, (Func<JsonObject, JsonObject> Step, string Next)> upcasts = [];

    public IReadOnlyCollection<FactKind> All => byType.Values;

    public void Add<T>(string storedName, Func<T, string> sentence) where T : Fact
    {
        if (!Form().IsMatch(storedName)) throw new ArgumentException($"'{storedName}' is no stored name: module.snake_case, at most 500 characters.");
        if (byName.ContainsKey(storedName) || upcasts.ContainsKey(storedName)) throw new ArgumentException($"The stored name '{storedName}' is taken.");
        var kind = new FactKind(typeof(T), storedName, fact => sentence((T)fact)) { MakeEvent = (head, fact) => new Event<T>(head, (T)fact) };
        byType.Add(typeof(T), kind);
        byName.Add(storedName, kind);
    }

    /// <summary>Reads an old shape as the next newer one. Chains end at a name that was added; nothing stored is ever rewritten.</summary>
    public void Upcast(string oldStoredName, Func<JsonObject, JsonObject> toNewest, string newStoredName)
    {
        if (byName.ContainsKey(oldStoredName)) throw new ArgumentException($"'{oldStoredName}' is still a fact of its own.");
        for (var name = newStoredName; ; name = upcasts[name].Next)
        {
            if (name == oldStoredName) throw new ArgumentException($"The upcast of '{oldStoredName}' leads back to itself.");
            if (!upcasts.ContainsKey(name)) break;
        }
        upcasts.Add(oldStoredName, (toNewest, newStoredName));
    }

    public FactKind Of(Type type) =>
        byType.TryGetValue(type, out var kind) ? kind : throw new InvalidOperationException($"{type.Name} is in no module's list of facts.");

    /// <summary>The kind behind a stored name, old names included; null when no module knows it.</summary>
    public FactKind? ByStoredName(string storedName)
    {
        while (upcasts.TryGetValue(storedName, out var upcast)) storedName = upcast.Next;
        return byName.GetValueOrDefault(storedName);
    }

    public string Sentence(Fact fact) => Of(fact.GetType()).Sentence(fact);

    internal bool IsOldShape(string storedName) => upcasts.ContainsKey(storedName);

    internal JsonObject ToNewest(string storedName, JsonObject data)
    {
        for (; upcasts.TryGetValue(storedName, out var upcast); storedName = upcast.Next) data = upcast.Step(data);
        return data;
    }

    /// <summary>Every stored name, old ones included, that is read as one of these types.</summary>
    internal string[] StoredNamesOf(IEnumerable<Type> types)
    {
        var wanted = types.Select(Of).ToHashSet();
        return [.. byName.Keys.Concat(upcasts.Keys).Where(name => ByStoredName(name) is { } kind && wanted.Contains(kind)).Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"^(?=.{3,500}$)[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
    private static partial Regex Form();
}
