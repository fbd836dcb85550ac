using MeshEvents.Agent.Platform;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Agent.Channels.Terminal;

/// <summary>What a tunnel asks for. Without a <see cref="Session"/> (a server that does not name it) the shell ends with the tunnel.</summary>
public sealed record TerminalRequest(Guid? Session, Guid? Continues, RelayOptions Options);

/// <summary>A shell on the list of <see cref="TerminalSessions"/>. <see cref="Fresh"/>: it was started for the tunnel that asked last.</summary>
public sealed class ListedTerminal(Guid id, bool outlivesTunnel, TerminalSession session)
{
    public Guid Id { get; internal set; } = id;
    public bool OutlivesTunnel { get; } = outlivesTunnel;
    public TerminalSession Session { get; } = session;
    public bool Fresh { get; internal set; } = true;
    internal ITimer? Expiry { get; set; }
}

/// <summary>
/// The shells of this agent, by session (architecture 13.7). One whose tunnel broke is kept for a minute; a tunnel of the same session,
/// or of one that continues it, finds it again.
/// </summary>
public sealed class TerminalSessions(IMachine machine, AgentLog log, TimeProvider time)
{
    public const int Limit = 32;

    /// <summary>How long a shell lives without a tunnel.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(60);

    static readonly TimeSpan StopTime = TimeSpan.FromMilliseconds(300);

    const int DefaultColumns = 80, DefaultRows = 25;

    readonly Lock gate = new();
    readonly Dictionary<Guid, ListedTerminal> listed = [];

    public int Count
    {
        get { lock (gate) return listed.Count; }
    }

    /// <summary>The kept shell of the session, or a new one; else a sentence that says why not.</summary>
    public (ListedTerminal? Terminal, string Refusal) Open(TerminalRequest request)
    {
        lock (gate)
        {
            if (Find(request) is { } kept) return (kept, "");
            if (request.Options.Resume > 0) return (null, "The shell of this session is no longer there.");
            if (listed.Count >= Limit) return (null, $"{Limit} terminals are open on this device; close one first.");

            var shells = machine.Shells();
            var shell = request.Options.Shell ?? shells.FirstOrDefault();
            if (shell is null) return (null, "There are no terminals on this device.");
            if (!shells.Contains(shell)) return (null, "This device does not offer that shell.");
            return Start(request, shell);
        }
    }

    /// <summary>The tunnel of a shell broke: the shell waits for another one.</summary>
    public void Release(ListedTerminal terminal, TerminalSession.Attachment attachment)
    {
        lock (gate)
        {
            if (!attachment.Detach()) return;
            if (terminal.OutlivesTunnel)
            {
                log.Say($"The tunnel of terminal {terminal.Id} broke; its shell is kept {KeptFor.TotalSeconds:0} s.");
                terminal.Expiry = time.CreateTimer(_ => Expire(terminal), null, KeptFor, Timeout.InfiniteTimeSpan);
                return;
            }
        }
        _ = EndAsync(terminal);
    }

    /// <summary>The session is over: its shell ends.</summary>
    public async Task EndAsync(ListedTerminal terminal)
    {
        Forget(terminal);
        await terminal.Session.EndAsync();
    }

    /// <summary>The session is over for everybody: the shell has ended, or is about to.</summary>
    public void Forget(ListedTerminal terminal)
    {
        log.Say($"Terminal {terminal.Id} ended.");
        lock (gate)
        {
            terminal.Expiry?.Dispose();
            terminal.Expiry = null;
            if (listed.GetValueOrDefault(terminal.Id) == terminal) listed.Remove(terminal.Id);
        }
    }

    /// <summary>The agent stops: every shell is told, and ended by force a moment later.</summary>
    public async Task StopAsync()
    {
        ListedTerminal[] all;
        lock (gate)
        {
            all = [.. listed.Values];
            listed.Clear();
        }
        var ends = all.Select(t => t.Session.EndAsync()).ToArray();
        await Task.WhenAny(Task.WhenAll(ends), Task.Delay(StopTime, time));
        foreach (var terminal in all) terminal.Session.Kill();
    }

    ListedTerminal? Find(TerminalRequest request)
    {
        var (session, continues) = (request.Session, request.Continues);
        if (session is not { } id) return null;
        if (!listed.TryGetValue(id, out var kept) && (continues is not { } old || !listed.Remove(old, out kept))) return null;

        kept.Expiry?.Dispose();
        kept.Expiry = null;
        kept.Fresh = false;
        kept.Id = id;                    // a shell that is continued now belongs to the new session
        listed[id] = kept;
        return kept;
    }

    (ListedTerminal?, string) Start(TerminalRequest request, string shell)
    {
        var id = request.Session ?? Guid.NewGuid();
        try
        {
            var started = machine.OpenTerminal(new(shell, request.Options.Columns ?? DefaultColumns, request.Options.Rows ?? DefaultRows));
            var terminal = new ListedTerminal(id, outlivesTunnel: request.Session is not null, new TerminalSession(started, time));
            listed[id] = terminal;
            log.Say($"Terminal {id} runs {shell}.");
            return (terminal, "");
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return (null, e.Message);
        }
    }

    void Expire(ListedTerminal terminal)
    {
        lock (gate)
        {
            if (terminal.Expiry is null) return;        // a tunnel came in the same moment
            Forget(terminal);
        }
        _ = terminal.Session.EndAsync();
    }
}
