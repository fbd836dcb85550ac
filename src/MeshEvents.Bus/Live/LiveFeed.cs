using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Bus.Live;

/// <summary>One line group of the feed, ready to be written.</summary>
/// <param name="Sequence">0 for what rides along without an id (presence, progress).</param>
public sealed record LiveItem(string Event, string Data, long Sequence)
{
    byte[]? text;

    public string Text => Sequence > 0
        ? string.Create(CultureInfo.InvariantCulture, $"event: {Event}\nid: {Sequence}\ndata: {Data}\n\n")
        : $"event: {Event}\ndata: {Data}\n\n";

    /// <summary>The text in UTF-8: made once for all who read it.</summary>
    internal ReadOnlySpan<byte> Utf8 => text ??= Encoding.UTF8.GetBytes(Text);

    public static readonly LiveItem Resync = new("resync", "{}", 0);
}

/// <summary>Sent to those who could see a row and no longer can: removed, or moved out of sight.</summary>
public sealed record Gone(string View, Guid Id);

/// <summary>Somebody who reads the feed. Bounded: one that lags is told to resync, never buffered without end.</summary>
public sealed class LiveReader(Actor by)
{
    const int Depth = 2000;
    readonly Channel<LiveItem> items = Channel.CreateBounded<LiveItem>(new BoundedChannelOptions(Depth) { SingleReader = true });

    public Actor By => by;
    public ChannelReader<LiveItem> Items => items.Reader;

    /// <summary>The event this reader has seen already (a resume overlaps with what is being pushed).</summary>
    internal long From { get; set; }

    internal void Send(LiveItem item)
    {
        if (item.Sequence > 0 && item.Sequence <= From) return;
        if (!items.Writer.TryWrite(item)) End();
    }

    /// <summary>The connection ends; the browser comes back with its last id, or is told to resync.</summary>
    internal void End() => items.Writer.TryComplete();
}

/// <summary>
/// Finished rows to browsers and scripts, in the order of the high-water mark, never from inside a commit: only so is <c>Last-Event-ID</c> without a gap.
/// Filtered by each reader's rights, on the server.
/// </summary>
public sealed partial class LiveFeed(IAccess access, TimeProvider clock, ILogger<LiveFeed> log) : BackgroundService
{
    sealed record Push(Guid Tenant, long Sequence, LiveItem? Item, Guid? To, LiveItem? Gone, Guid? Was);

    readonly ConcurrentDictionary<LiveReader, byte> readers = [];
    readonly ConcurrentDictionary<Type, (string Name, Func<object, Guid, CancellationToken, ValueTask<object>> Make)> dresses = [];
    readonly Channel<Func<CancellationToken, ValueTask<Push>>> pushes = Channel.CreateUnbounded<Func<CancellationToken, ValueTask<Push>>>(new() { SingleReader = true });

    public int Readers => readers.Count;

    /// <summary>The row as the list shows it, where that is more than the view knows (presence, names of neighbours).</summary>
    public void Dress<TView, TRow>(Func<TView, Guid, CancellationToken, ValueTask<TRow>> dress) where TView : class where TRow : class =>
        dresses[typeof(TView)] = (typeof(TRow).Name, async (row, tenant, stop) => await dress((TView)row, tenant, stop));

    /// <summary>What a view's rows are called on the feed.</summary>
    internal string NameOf(string view) => dresses.FirstOrDefault(d => d.Key.Name == view) is { Key: not null } dress ? dress.Value.Name : view;

    /// <summary>From the daemon, for each row that an event changed.</summary>
    public void OnPushed(Pushed row)
    {
        if (readers.IsEmpty) return;
        var gone = row.AudienceBefore is not null && row.AudienceBefore != row.AudienceNow ? Item(nameof(Gone), new Gone(NameOf(row.View), row.Key), row.Sequence) : null;
        pushes.Writer.TryWrite(async stop =>
            new(row.Tenant, row.Sequence, row.Row is null ? null : Item(NameOf(row.View), await DressedAsync(row.Row, row.Tenant, stop), row.Sequence), row.AudienceNow, gone, row.AudienceBefore));
    }

    /// <summary>Presence and progress: no id, nothing lost when it is missed.</summary>
    public void Ride(Guid tenant, Guid to, string name, object what) => Enqueue(new(tenant, 0, Item(name, what, 0), to, null, null));

    /// <summary>Who reads the feed now; for what each of them sees differently.</summary>
    public IEnumerable<LiveReader> Everybody => readers.Keys;

    /// <summary>Something for this reader, who was asked for before.</summary>
    public void Tell(LiveReader reader, string name, object what) => reader.Send(Item(name, what, 0));

    /// <summary>Rights changed or a sign-in ended: the reader starts anew, and is refused if it may no longer come.</summary>
    public void Restart(Guid tenant, Guid? user, Guid? login)
    {
        foreach (var reader in readers.Keys)
        {
            if (reader.By.Tenant != tenant || (user is not null && reader.By.Id != user) || (login is not null && reader.By.Login != login)) continue;
            reader.Send(LiveItem.Resync);
            reader.End();
        }
    }

    internal LiveReader Open(Actor by)
    {
        var reader = new LiveReader(by);
        readers.TryAdd(reader, 0);
        return reader;
    }

    internal void Close(LiveReader reader)
    {
        readers.TryRemove(reader, out _);
        reader.End();
    }

    internal async ValueTask<object> DressedAsync(object row, Guid tenant, CancellationToken stop) =>
        dresses.TryGetValue(row.GetType(), out var dress) ? await dress.Make(row, tenant, stop) : row;

    internal static LiveItem Item(string name, object what, long sequence) => new(name, JsonSerializer.Serialize(what, what.GetType(), Json.Web), sequence);

    void Enqueue(Push push)
    {
        if (!readers.IsEmpty) pushes.Writer.TryWrite(_ => ValueTask.FromResult(push));
    }

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var make in pushes.Reader.ReadAllAsync(stop)) await SendAsync(make, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { foreach (var reader in readers.Keys) reader.End(); }
    }

    async Task SendAsync(Func<CancellationToken, ValueTask<Push>> make, CancellationToken stop)
    {
        try
        {
            var push = await make(stop);
            foreach (var reader in readers.Keys)
            {
                if (reader.By.Tenant != push.Tenant) continue;
                // first what goes, so that who sees both audiences ends with the row
                if (push.Gone is not null && await access.MaySeeAsync(reader.By, push.Was!.Value, stop)) reader.Send(push.Gone);
                if (push.Item is null) continue;
                if (push.To is { } to && await access.MaySeeAsync(reader.By, to, stop)) reader.Send(push.Item);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            NotSent(e);
            foreach (var reader in readers.Keys) { reader.Send(LiveItem.Resync); reader.End(); }
        }
    }

    internal DateTimeOffset Now => clock.GetUtcNow();

    [LoggerMessage(Level = LogLevel.Error, Message = "A row could not be sent; all readers start anew.")]
    partial void NotSent(Exception e);
}
