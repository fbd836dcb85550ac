using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using MeshEvents.Kernel;
using Xunit;

namespace MeshEvents.Testing.Http;

/// <summary>One item of the live feed. <paramref name="Sequence"/> is null for what rides along.</summary>
public sealed record LiveEvent(string Type, string Data, long? Sequence)
{
    public JsonElement Json => JsonDocument.Parse(Data).RootElement;
    public Guid Id => Json.GetProperty("id").GetGuid();
}

/// <summary>Reads the live feed as a browser does, and remembers all it was told.</summary>
public sealed class Live : IAsyncDisposable
{
    readonly HttpResponseMessage answer;
    readonly IAsyncEnumerator<SseItem<string>> items;

    Live(HttpResponseMessage answer, Stream stream) => (this.answer, items) = (answer, SseParser.Create(stream).EnumerateAsync().GetAsyncEnumerator());

    /// <summary>Everything so far, in order.</summary>
    public List<LiveEvent> Seen { get; } = [];

    public long LastId => Seen.Last(e => e.Sequence is not null).Sequence!.Value;

    internal static async Task<Live> Open(HttpResponseMessage answer, bool marked)
    {
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var live = new Live(answer, await answer.Content.ReadAsStreamAsync());
        // its first word: from here on nothing is missed
        if (marked) await live.Next("Mark", _ => true);
        return live;
    }

    /// <summary>The next item of that type that fits; what comes before it is remembered.</summary>
    public async Task<LiveEvent> Next(string type, Func<LiveEvent, bool> fits)
    {
        while (await Step($"{type} on the live feed; seen {string.Join(' ', Seen.Select(e => e.Type))}") is { } item)
            if (item.Type == type && fits(item)) return item;
        throw new InvalidOperationException($"The feed ended before {type}. Seen: {string.Join(' ', Seen.Select(e => e.Type))}");
    }

    public async Task<T> Next<T>(Func<T, bool> fits)
    {
        var item = await Next(typeof(T).Name, e => fits(JsonSerializer.Deserialize<T>(e.Data, Json.Web)!));
        return JsonSerializer.Deserialize<T>(item.Data, Json.Web)!;
    }

    /// <summary>Reads on until the server ends the feed.</summary>
    public async Task End()
    {
        while (await Step("the end of the live feed") is not null) { }
    }

    async Task<LiveEvent?> Step(string what)
    {
        bool more;
        try { more = await items.MoveNextAsync().AsTask().Within(what); }
        catch (Exception e) when (e is IOException or HttpRequestException) { return null; }
        if (!more) return null;
        var item = items.Current;
        var fresh = item.EventId is { Length: > 0 } id && item.EventType is not ("Presence" or "resync") ? long.Parse(id, CultureInfo.InvariantCulture) : (long?)null;
        var next = new LiveEvent(item.EventType, item.Data, fresh);
        Seen.Add(next);
        return next;
    }

    public async ValueTask DisposeAsync()
    {
        answer.Dispose();
        try { await items.DisposeAsync(); }
        catch (Exception e) when (e is NotSupportedException or IOException or ObjectDisposedException) { return; }
    }
}
