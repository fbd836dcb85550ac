using System.Net.WebSockets;
using MeshEvents.Agent.Connection;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Wire;
using MeshEvents.Wire.ControlMessages;
using MeshEvents.Wire.Relay;

namespace MeshEvents.Agent.Channels.Consent;

/// <summary>
/// What stands before every session: the person at the device is asked or told, as the server and this device's own policy demand, whichever is stricter. Who was
/// allowed is not asked about again when their tunnel breaks and they come back to the same session within <see cref="Kept"/>.
/// </summary>
public sealed class ConsentGate(INotices notices, ConsentPolicy policy, AgentLog log, TimeProvider time)
{
    /// <summary>How long the server keeps a broken session (architecture 13.7), and a little.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(70);

    /// <summary>To answer, where the server names no other time; and the most it can name.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), MostPatience = TimeSpan.FromMinutes(5);

    /// <summary>How long a notice is shown.</summary>
    public static readonly TimeSpan NoticeTime = TimeSpan.FromSeconds(6);

    readonly Lock gate = new();
    readonly Dictionary<(Guid Session, string? Person), DateTimeOffset> allowed = [];

    public INotices Notices => notices;

    public Attendance Attendance { get; } = new(notices, time);

    /// <summary>The least that this device demands.</summary>
    public ConsentBits Least => policy.Least;

    /// <summary>Asks or tells, and waits for the answer; what the other side sends meanwhile is kept for the session.</summary>
    /// <returns>False: the session may not begin, and the other side knows why.</returns>
    internal async Task<bool> AdmitAsync(ServerSocket socket, OpenTunnel request, int protocol)
    {
        var (tell, ask, kind) = WordsOf(protocol);
        var demanded = (ConsentBits)request.Consent | policy.Least;
        var notice = NoticeOf(request, kind);
        if ((demanded & ask) == 0)
        {
            if ((demanded & tell) != 0 && !WasAllowed(request) && await notices.TellAsync(notice, NoticeTime))
            {
                Remember(request);
                await SayAsync(socket, new RelayConsent(RelayConsentState.Told));
            }
            return true;
        }
        if (WasAllowed(request)) return true;

        var patience = request.Options?.ConsentTimeout is { } seconds && TimeSpan.FromSeconds(seconds) is var wished && wished < MostPatience ? wished : Patience;
        if (await AskAsync(socket, notice, patience) is not { } said) return false;
        log.Say($"The person at this device was asked about {kind} of {NameOf(request)}: {said.ToString().ToLowerInvariant()}.");
        await SayAsync(socket, new RelayConsent(StateOf(said)));
        if (said is PersonAnswer.Allowed)
        {
            Remember(request);
            await SayAsync(socket, new RelayConsole(null, MessageId: 0));
            return true;
        }
        await Tunnel.RefuseAsync(socket, SentenceOf(said));
        return false;
    }

    /// <summary>The session stands in the bar, where one is demanded, until it is disposed.</summary>
    internal IDisposable? Enter(ServerSocket socket, OpenTunnel request, int protocol)
    {
        var (tell, ask, kind) = WordsOf(protocol);
        var demanded = (ConsentBits)request.Consent | policy.Least;
        if ((demanded & ConsentBits.Bar) == 0 || protocol != RelayProtocol.Desktop && (demanded & (tell | ask)) == 0) return null;
        return Attendance.Enter(NameOf(request), kind, end: () => _ = EndAsync());

        async Task EndAsync()
        {
            Forget(request);
            log.Say($"The person at this device ended {kind} of {NameOf(request)}.");
            try
            {
                await SayAsync(socket, new RelayConsole("The person at the device ended this session.", MessageId: 2));
                await SayAsync(socket, new RelayClose(ByPerson: true));
            }
            catch (WebSocketException)
            {
                log.Say("It was over already.");
            }
            socket.EndAs(RelayControlWriter.Write(new RelayClose()));
        }
    }

    /// <summary>The tunnel of an allowed session is over: from now on its time to come back runs.</summary>
    internal void Left(OpenTunnel request)
    {
        lock (gate)
        {
            if (KeyOf(request) is { } key && allowed.ContainsKey(key)) allowed[key] = time.GetUtcNow() + Kept;
            foreach (var old in allowed.Where(a => a.Value < time.GetUtcNow()).Select(a => a.Key).ToList()) allowed.Remove(old);
        }
    }

    /// <returns>Null: the other side left, and took the question along.</returns>
    async Task<PersonAnswer?> AskAsync(ServerSocket socket, Notice notice, TimeSpan patience)
    {
        using var stop = new CancellationTokenSource();
        var shown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asking = notices.AskAsync(notice, patience, () => shown.TrySetResult(), stop.Token);
        var begun = false;
        try
        {
            while (true)
            {
                var receiving = socket.ReceiveAheadAsync(Tunnel.MessageLimit);
                await (begun ? Task.WhenAny(asking, receiving) : Task.WhenAny(asking, receiving, shown.Task));
                if (asking.IsCompleted && (begun || !shown.Task.IsCompleted)) return await asking;
                if (!begun && shown.Task.IsCompleted)
                {
                    begun = true;
                    await SayAsync(socket, new RelayConsent(RelayConsentState.Asked, (int)patience.TotalSeconds));
                    await SayAsync(socket, new RelayConsole("Waiting for the person at the device to allow this.", MessageId: 1));
                }
                if (receiving.IsCompleted && !await TakeAsync(socket, await receiving)) return null;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>False: the other side left.</returns>
    static async Task<bool> TakeAsync(ServerSocket socket, SocketMessage? message)
    {
        if (message is not { } got) return false;
        if (got.IsText && RelayControlReader.Read(got.Bytes, inStart: false, out var control, out _) == Reading.Done)
        {
            if (control is RelayClose) return false;
            if (control is RelayRtt or RelayPing)
            {
                await SayAsync(socket, control is RelayPing ? new RelayPong() : control);
                socket.DropAhead();
                return true;
            }
        }
        return socket.KeepAhead();
    }

    bool WasAllowed(OpenTunnel request)
    {
        lock (gate)
        {
            if (request.Continues is { } before && allowed.Remove((before, request.UserId), out var until) && until >= time.GetUtcNow() && KeyOf(request) is { } here) allowed[here] = DateTimeOffset.MaxValue;
            return KeyOf(request) is { } key && allowed.TryGetValue(key, out var kept) && kept >= time.GetUtcNow();
        }
    }

    void Remember(OpenTunnel request)
    {
        lock (gate) if (KeyOf(request) is { } key) allowed[key] = DateTimeOffset.MaxValue;
    }

    void Forget(OpenTunnel request)
    {
        lock (gate) if (KeyOf(request) is { } key) allowed.Remove(key);
    }

    static (Guid, string?)? KeyOf(OpenTunnel request) => request.Session is { } session ? (session, request.UserId) : null;

    static string NameOf(OpenTunnel request) => (request.RealName ?? request.UserName) is { Length: > 0 } name ? name : "Somebody without a name";

    static Notice NoticeOf(OpenTunnel request, string kind) =>
        new($"{NameOf(request)} wants to use {kind} of this computer.", request.Reason is { Length: > 0 } reason ? [$"Reason: {reason}"] : []);

    static (ConsentBits Tell, ConsentBits Ask, string Words) WordsOf(int protocol) => protocol switch
    {
        RelayProtocol.Desktop => (ConsentBits.TellDesktop, ConsentBits.AskDesktop, "the screen"),
        RelayProtocol.Files => (ConsentBits.TellFiles, ConsentBits.AskFiles, "the files"),
        _ => (ConsentBits.TellTerminal, ConsentBits.AskTerminal, "the terminal"),
    };

    static RelayConsentState StateOf(PersonAnswer answer) => answer switch
    {
        PersonAnswer.Allowed => RelayConsentState.Given,
        PersonAnswer.Refused => RelayConsentState.Refused,
        PersonAnswer.TimedOut => RelayConsentState.TimedOut,
        _ => RelayConsentState.Nobody,
    };

    static string SentenceOf(PersonAnswer answer) => answer switch
    {
        PersonAnswer.Refused => "The person at the device refused.",
        PersonAnswer.TimedOut => "The person at the device did not answer in time.",
        _ => "Somebody at the device has to be asked, and nobody is signed in at its screen.",
    };

    static Task SayAsync(ServerSocket socket, RelayControl control) => socket.SendTextAsync(RelayControlWriter.Write(control));
}
