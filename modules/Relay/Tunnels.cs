using System.Collections.Concurrent;
using System.Net.WebSockets;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Wire.Desktop;

namespace MeshEvents.Relay;

/// <summary>One end of a tunnel.</summary>
sealed class End(WebSocket socket)
{
    public WebSocket Socket => socket;

    /// <summary>Done when the relay needs the socket no more: its request may return.</summary>
    public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Two sockets that meet under one announced id. Memory of this node; each side joins once.</summary>
sealed class Tunnel(string id, SessionId session, DeviceId device, ChannelKind kind, Actor user)
{
    readonly Lock gate = new();
    readonly CancellationTokenSource closing = new();
    End? browser, agent;
    int input = (int)InputLevel.ViewOnly;

    public string Id => id;
    public SessionId Session => session;
    public DeviceId Device => device;
    public ChannelKind Kind => kind;
    public Actor User => user;
    public CancellationToken Closing => closing.Token;

    /// <summary>Both ends met.</summary>
    public bool Begun { get; private set; }

    /// <summary>Why it ended, for the closing event; null while nobody said so.</summary>
    public string? Why { get; private set; }
    public long Up;
    public long Down;

    /// <summary>How much the person may do on a screen, by the rights of now: none until they were judged.</summary>
    public InputLevel Input
    {
        get => (InputLevel)Volatile.Read(ref input);
        set => Volatile.Write(ref input, (int)value);
    }

    /// <returns>Both ends when this was the second; null while the other is awaited; the same end twice is refused.</returns>
    public bool Join(End end, bool fromBrowser, out (End Browser, End Agent)? both)
    {
        both = null;
        lock (gate)
        {
            if (closing.IsCancellationRequested || (fromBrowser ? browser : agent) is not null) return false;
            if (fromBrowser) browser = end; else agent = end;
            if (browser is null || agent is null) return true;
            both = (browser, agent);
            Begun = true;
            return true;
        }
    }

    public void Close(string? why)
    {
        Why ??= why;
        closing.Cancel();
    }
}

/// <summary>The tunnels of this node. An id that nobody announced does not exist; an announced one that nobody joins is forgotten.</summary>
sealed class Tunnels(TimeProvider clock)
{
    readonly ConcurrentDictionary<string, Tunnel> tunnels = [];

    public int Count => tunnels.Count;
    public IEnumerable<Tunnel> All => tunnels.Values;

    public void Announce(string id, SessionId session, DeviceId device, ChannelKind kind, Actor user)
    {
        var mine = new Tunnel(id, session, device, kind, user);
        if (!tunnels.TryAdd(id, mine)) return;
        var timer = clock.CreateTimer(_ => Expire(mine), null, Tickets.Life + TimeSpan.FromSeconds(15), Timeout.InfiniteTimeSpan);
        mine.Closing.Register(timer.Dispose);
    }

    public Tunnel? Find(string id) => tunnels.GetValueOrDefault(id);

    public void Remove(Tunnel tunnel) => tunnels.TryRemove(new(tunnel.Id, tunnel));

    public (long Up, long Down) Passed(SessionId session) =>
        tunnels.Values.Where(t => t.Session == session).Aggregate((0L, 0L), (sum, t) => (sum.Item1 + Interlocked.Read(ref t.Up), sum.Item2 + Interlocked.Read(ref t.Down)));

    public void Close(SessionId session, string why, string? except)
    {
        foreach (var tunnel in tunnels.Values.Where(t => t.Session == session && t.Id != except)) tunnel.Close(why);
    }

    /// Only one that never began: a running one has both its ends and stays.
    void Expire(Tunnel tunnel)
    {
        if (tunnel.Begun) return;
        tunnel.Close("nobody came");
        Remove(tunnel);
    }
}
