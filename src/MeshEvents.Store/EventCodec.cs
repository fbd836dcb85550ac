using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Kernel;

namespace MeshEvents.Store;

/// <param name="Plain">What is stored, when nothing in it is about a person.</param>
/// <param name="Open">Else what is stored once <paramref name="Subjects"/>' keys have sealed it.</param>
sealed record DraftFact(FactKind Kind, Fact Fact, string? Plain, JsonNode? Open, IReadOnlyList<Guid> Subjects);

/// <summary>Between facts and the JSON that is stored: personal data sealed and opened, old shapes lifted, metadata read.</summary>
sealed class EventCodec(Facts facts, PersonKeys keys)
{
    public Facts Facts => facts;

    /// <summary>A fact on its way into the log: as it will be stored, or, with personal data in it, still open and with the people whose keys seal it.</summary>
    public static DraftFact Draft(FactKind kind, Fact fact)
    {
        if (!kind.HoldsPersonalData) return new(kind, fact, JsonSerializer.Serialize(fact, kind.Type, Json.Web), null, []);
        var json = JsonSerializer.SerializeToNode(fact, kind.Type, Json.Web)!;
        return new(kind, fact, null, json, [.. PersonalData.Subjects(json)]);
    }

    public static string Seal(DraftFact draft, Guid eventId, IReadOnlyDictionary<Guid, PersonKey> keys)
    {
        if (draft.Open is not { } json) return draft.Plain!;
        PersonalData.SealAll(json, Owner(eventId), subject => keys[subject]);
        return json.ToJsonString(Json.Web);
    }

    /// <summary>Fetches the keys these events mention, in one round trip and only where a mark is seen, so that they can be opened.</summary>
    public async Task PrepareAsync(IEnumerable<StoredEvent> events, CancellationToken stop)
    {
        var mentioned = new HashSet<Guid>();
        foreach (var e in events)
        {
            if (Marked(e.Data)) mentioned.UnionWith(PersonalData.KeyIds(e.Data));
            if (Marked(e.Headers)) mentioned.UnionWith(PersonalData.KeyIds(e.Headers));
        }
        if (mentioned.Count > 0) await keys.LoadAsync(mentioned, stop);
    }

    public IEvent Open(StoredEvent stored)
    {
        var kind = facts.ByStoredName(stored.StoredName)
            ?? throw new UnreadableEventException(stored.Sequence, stored.StoredName, null, "no module of this program knows it");
        try
        {
            var tenant = TenantKey.Parse(stored.Tenant);
            var acted = stored.HasHeaders ? new Lazy<Acted>(() => ActedOf(stored, tenant), LazyThreadSafetyMode.PublicationOnly) : factsAlone;
            return kind.MakeEvent(new(stored.Id, stored.StreamId, stored.Version, stored.Sequence, stored.At, tenant, acted, stored.Correlation, stored.Causation), FactOf(stored, kind));
        }
        catch (Exception e)
        {
            throw new UnreadableEventException(stored.Sequence, stored.StoredName, e);
        }
    }

    Acted ActedOf(StoredEvent stored, Guid tenant)
    {
        try
        {
            return EventHeaders.Read(JsonNode.Parse(stored.Headers)!.AsObject(), tenant, stored.Correlation, keys.Find);
        }
        catch (Exception e)
        {
            throw new UnreadableEventException(stored.Sequence, stored.StoredName, e);
        }
    }

    Fact FactOf(StoredEvent stored, FactKind kind)
    {
        var old = facts.IsOldShape(stored.StoredName);
        if (!old && !(kind.HoldsPersonalData && Marked(stored.Data))) return (Fact)JsonSerializer.Deserialize(stored.Data, kind.Type, Json.Web)!;

        var json = JsonNode.Parse(stored.Data)!.AsObject();
        if (Marked(stored.Data)) PersonalData.OpenAll(json, Owner(stored.Id), keys.Find);
        if (old) json = facts.ToNewest(stored.StoredName, json);
        return (Fact)json.Deserialize(kind.Type, Json.Web)!;
    }

    static readonly Lazy<Acted> factsAlone = new(() => throw new InvalidOperationException("A view is folded from facts alone; who acted was not read."));
    static readonly byte[] mark = Encoding.UTF8.GetBytes($"\"{Pii.Mark}\"");

    static bool Marked(byte[] json) => json.AsSpan().IndexOf(mark) >= 0;

    static string Owner(Guid eventId) => eventId.ToString("N");
}
