using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Cryptography;
using MeshEvents.Agent.Channels;
using MeshEvents.Agent.Connection;
using MeshEvents.Agent.Journal;
using MeshEvents.Wire;
using MeshEvents.Wire.Commands;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Agent.Actions;

/// <summary>
/// The one way by which anything is done here. A command counts when the server signed it for this device, not long ago, and it was not here before; when the policy of
/// the device allows it; and when the journal has taken it. What is refused stands in the journal too.
/// </summary>
sealed class CommandGate(string nodeId, CommandPolicy policy, CommandJournal journal, IReadOnlyList<IAction> actions, TunnelOpener tunnels, AgentLog log, CancellationToken stop)
{
    const string Tunnel = "tunnel", Cancel = "cancel";

    readonly Dictionary<string, IAction> byName = actions.ToDictionary(a => a.Name, StringComparer.Ordinal);
    readonly ConcurrentDictionary<Guid, RunningAction> running = [];
    readonly ConcurrentDictionary<Guid, long> seen = [];

    public ReportQueue Reports { get; } = new();

    public CommandJournal Journal => journal;

    public IReadOnlyList<Guid> Running => [.. running.Keys];

    /// <summary>Begins what the command asks for, and returns at once. A command that does not count is answered where it can be.</summary>
    /// <param name="key">The server's; null when it has not shown any.</param>
    /// <param name="since">When the connection began, in milliseconds since 1970 by the server's clock, as the key proved: what is older was meant for another connection.</param>
    /// <param name="now">The same clock, now.</param>
    /// <param name="control">The connection it came by.</param>
    public async Task TakeAsync(SignedCommand command, ECDsa? key, long since, long now, ServerSocket control)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(command.Body));
        if (key is null || !CommandSignatures.IsGood(key, command.Body, command.Signature))
        {
            Refuse(null, "", "", hash, "Its signature is not the server's.");
            return;
        }
        if (CommandBody.Read(command.Body) is not { } body)
        {
            Refuse(null, "", "", hash, "It is no command that this agent understands.");
            return;
        }
        if (WhyVoid(body, since, now) is { } isVoid)
        {
            // not answered: the answer to the true command of this id may be on its way
            Refuse(body.Id, body.Action, body.By, hash, isVoid);
            return;
        }
        if (Kind(body) is not { } kind)
        {
            await RefuseAsync(body, hash, $"This agent does not know '{body.Action}'.");
            return;
        }
        if (kind != Cancel && policy.WhyNot(kind, body.Arguments) is { } forbidden)
        {
            await RefuseAsync(body, hash, forbidden);
            return;
        }
        if (!Write(new(JournalWord.Taken, body.Id, kind, body.By, hash, "")))
        {
            await Reports.AddAsync(new CommandEnded(body.Id, CommandEnded.Refused, "The journal of this device cannot be written, and without it nothing is done.", null));
            return;
        }
        switch (body.Action)
        {
            case Tunnel: OpenTunnel(body, control); break;
            case Cancel: Stop(body); break;
            default: Start(byName[body.Action], body, hash); break;
        }
    }

    /// <summary>A command in the clear, as a stock agent takes it: not here.</summary>
    public void RefuseUnsigned(string what) => Refuse(null, what, "", "", "It was not signed.");

    /// <summary>Cancels what runs, and waits until its end is told, after the agent was told to stop.</summary>
    public Task DrainAsync() => Task.WhenAll(running.Values.Select(r => r.StopAsync()));

    string? WhyVoid(CommandBody body, long since, long now)
    {
        if (body.Device != nodeId) return "It is for another device.";
        if (now >= body.Expires) return "It came too late.";
        if (body.Issued < since) return "It was issued before this connection.";
        if (body.Expires - body.Issued > CommandBody.LongestLife.TotalMilliseconds || body.Issued > now + CommandBody.LongestLife.TotalMilliseconds) return "It is valid for too long.";
        foreach (var (id, until) in seen)
            if (until <= now) seen.TryRemove(id, out _);
        return seen.TryAdd(body.Id, body.Expires) ? null : "It was here before.";
    }

    /// <summary>The name by which the policy knows it: a tunnel by what it is for. Null: unknown.</summary>
    string? Kind(CommandBody body) => body.Action switch
    {
        Cancel => Cancel,
        Tunnel => TunnelOf(body) is { } tunnel ? TunnelKinds.NameOf(tunnel) : null,
        var other => byName.ContainsKey(other) ? other : null,
    };

    static OpenTunnel? TunnelOf(CommandBody body) =>
        ControlMessageReader.Read(System.Text.Encoding.UTF8.GetBytes(body.Arguments.GetRawText()), CommandBody.SizeLimit, out var message, out _) == Reading.Done ? message as OpenTunnel : null;

    void OpenTunnel(CommandBody body, ServerSocket control) => tunnels.Start(TunnelOf(body)!, control);

    void Stop(CommandBody body)
    {
        if (body.Arguments.TryGetProperty("id", out var member) && member.ValueKind == System.Text.Json.JsonValueKind.String && member.TryGetGuid(out var id) && running.TryGetValue(id, out var one)) one.Cancel();
    }

    void Start(IAction action, CommandBody body, string hash)
    {
        var one = new RunningAction(action, body, Reports, stop);
        running[body.Id] = one;
        _ = FinishAsync(one, body, hash);
    }

    async Task FinishAsync(RunningAction one, CommandBody body, string hash)
    {
        var end = await one.RunAsync();
        Write(new(end.End == CommandEnded.Done ? JournalWord.Done : end.End == CommandEnded.Refused ? JournalWord.Refused : JournalWord.Failed, body.Id, body.Action, body.By, hash, end.Why ?? ""));
        await Reports.AddAsync(end);
        running.TryRemove(body.Id, out _);
        one.Told();
    }

    async Task RefuseAsync(CommandBody body, string hash, string why)
    {
        Refuse(body.Id, body.Action, body.By, hash, why);
        await Reports.AddAsync(new CommandEnded(body.Id, CommandEnded.Refused, why, null));
    }

    void Refuse(Guid? id, string action, string by, string hash, string why)
    {
        log.Say($"A command was refused: {why}");
        Write(new(JournalWord.Refused, id, action, by, hash, why));
    }

    bool Write(JournalEntry entry)
    {
        try
        {
            journal.Write(entry);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Say($"The journal cannot be written: {e.Message}");
            return false;
        }
    }
}
