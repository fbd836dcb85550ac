using MeshEvents.Agent.Platform;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Agent.Journal;

/// <summary>Brings the journal to the server on one connection: first how far it goes, then, when the server says how far it has it, what is missing, and each new line.</summary>
sealed class JournalSender(CommandJournal journal, Func<ControlMessage, Task> send)
{
    readonly Pulse answered = new();
    long kept = -1;

    /// <summary>The server has so many lines.</summary>
    public void Kept(long count)
    {
        Interlocked.Exchange(ref kept, count);
        answered.Set();
    }

    public async Task RunAsync(CancellationToken stop)
    {
        while (journal.Count == 0) await journal.Grown.WaitAsync(stop);
        await SendAsync([], 1);
        while (true)
        {
            await answered.WaitAsync(stop);
            while (Interlocked.Read(ref kept) is var has && has >= journal.Count) await journal.Grown.WaitAsync(stop);
            var (first, lines) = journal.Read(Interlocked.Read(ref kept) + 1, JournalLines.MostLines);
            await SendAsync(lines, first);
        }
    }

    Task SendAsync(IReadOnlyList<string> lines, long first) => send(new JournalLines(first, lines, journal.Count, journal.Head));
}
