using System.Net.WebSockets;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Agent.Actions;

/// <summary>
/// What the agent has to say of its commands, until the server has it: pieces of output and ends, in order, sent again on the next connection when this one breaks.
/// A command may have <see cref="Window"/> pieces on their way; then its program waits.
/// </summary>
sealed class ReportQueue
{
    public const int Window = 8;

    readonly object gate = new();
    readonly LinkedList<(Guid Id, int Number, ControlMessage Message)> waiting = [];
    readonly Dictionary<Guid, SemaphoreSlim> windows = [];
    Func<ControlMessage, Task>? send;

    /// <summary>A connection is there: all that is not acknowledged goes out again.</summary>
    public async Task AttachAsync(Func<ControlMessage, Task> to)
    {
        ControlMessage[] again;
        lock (gate)
        {
            send = to;
            again = [.. waiting.Select(w => w.Message)];
        }
        foreach (var message in again) await SendAsync(to, message);
    }

    public void Detach(Func<ControlMessage, Task> from)
    {
        lock (gate)
            if (send == from) send = null;
    }

    /// <summary>Returns when the piece may be forgotten by who brings it: it is sent, or kept here.</summary>
    public async Task AddAsync(CommandPiece piece, CancellationToken stop)
    {
        await WindowOf(piece.Id).WaitAsync(stop);
        await AddAsync(piece.Id, piece.Number, piece);
    }

    public Task AddAsync(CommandEnded end) => AddAsync(end.Id, CommandTaken.End, end);

    /// <summary>The server has it.</summary>
    public void Taken(Guid id, int number)
    {
        lock (gate)
        {
            for (var node = waiting.First; node is not null; node = node.Next)
            {
                if (node.Value.Id != id || node.Value.Number != number) continue;
                waiting.Remove(node);
                if (number == CommandTaken.End) windows.Remove(id);
                else if (windows.TryGetValue(id, out var window)) window.Release();
                return;
            }
        }
    }

    async Task AddAsync(Guid id, int number, ControlMessage message)
    {
        Func<ControlMessage, Task>? now;
        lock (gate)
        {
            waiting.AddLast((id, number, message));
            now = send;
        }
        if (now is not null) await SendAsync(now, message);
    }

    static async Task SendAsync(Func<ControlMessage, Task> to, ControlMessage message)
    {
        try
        {
            await to(message);
        }
        catch (WebSocketException)
        {
            return;          // the connection is over; the next one takes it
        }
    }

    SemaphoreSlim WindowOf(Guid id)
    {
        lock (gate)
        {
            if (!windows.TryGetValue(id, out var window)) windows[id] = window = new(Window, Window);
            return window;
        }
    }
}
