using System.Security.Cryptography;
using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Journal;
using MeshEvents.Wire;
using MeshEvents.Wire.Commands;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Agent.Connection;

/// <summary>Commands on one connection: the server's key and clock, what is still to be said, and the journal on its way.</summary>
sealed class CommandSession(CommandGate gate, ServerSocket socket, Bytes48 serverId, Bytes48 nonce, Func<ControlMessage, Task> send, AgentLog log, TimeProvider time) : IAsyncDisposable
{
    readonly CancellationTokenSource over = new();
    readonly JournalSender journal = new(gate.Journal, send);
    Task bringing = Task.CompletedTask;
    ECDsa? key;
    long serverTime, since;

    /// <returns>False: the message is not about commands.</returns>
    public async Task<bool> TakeAsync(ControlMessage message)
    {
        switch (message)
        {
            case CommandKey shown: await TrustAsync(shown); break;
            case SignedCommand command: await gate.TakeAsync(command, key, serverTime, Now, socket); break;
            case CommandTaken taken: gate.Reports.Taken(taken.Id, taken.Number); break;
            case JournalKept kept: journal.Kept(kept.Count); break;
            case OpenTunnel: gate.RefuseUnsigned("tunnel"); break;
            default: return false;
        }
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        gate.Reports.Detach(send);
        await over.CancelAsync();
        await bringing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);       // its failures are those of the connection
        key?.Dispose();
        over.Dispose();
    }

    // the machine's own clock may be wrong, and may be set while we run: what counts is the server's, and how much time has passed
    long Now => serverTime + (long)time.GetElapsedTime(since).TotalMilliseconds;

    async Task TrustAsync(CommandKey shown)
    {
        if (key is not null) return;
        key = CommandSignatures.VouchedKey(serverId, shown.Certificate, shown.Key, shown.Signature);
        if (key is null)
        {
            log.Say("The server showed a key for commands that it does not vouch for.");
            return;
        }
        if (!CommandSignatures.IsTime(key, nonce, shown.Time, shown.Proof))
        {
            log.Say("The server showed a key for commands that was not meant for this connection.");
            key.Dispose();
            key = null;
            return;
        }
        (serverTime, since) = (shown.Time, time.GetTimestamp());
        await gate.Reports.AttachAsync(send);
        await send(new CommandsRunning(gate.Running));
        bringing = journal.RunAsync(over.Token);
    }
}
