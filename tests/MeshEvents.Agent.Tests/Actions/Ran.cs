using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Actions;

/// <summary>A run on this very machine, and all that came of it.</summary>
sealed class Ran
{
    readonly Lock gate = new();
    readonly MemoryStream output = new(), errors = new();
    readonly CancellationTokenSource cancel = new();

    public List<int> Pieces { get; } = [];
    public Task<ActionOutcome> Ending { get; private set; } = null!;

    public byte[] Bytes { get { lock (gate) return output.ToArray(); } }
    public string Output => Encoding.UTF8.GetString(Bytes);
    public string Errors { get { lock (gate) return Encoding.UTF8.GetString(errors.ToArray()); } }

    public static Ran Start(string text, int timeout = 60, long limit = 1 << 20, string shell = "sh", string user = "agent") =>
        Start(JsonSerializer.SerializeToElement(new { shell, text, @as = user, timeout, limit }));

    public static Ran Start(JsonElement arguments)
    {
        var ran = new Ran();
        ran.Ending = new RunCommand(Machine.Current, TimeProvider.System).DoAsync(new(Guid.NewGuid(), "mira", arguments, ran.TakeAsync), ran.cancel.Token);
        return ran;
    }

    ValueTask TakeAsync(bool error, ReadOnlyMemory<byte> piece)
    {
        lock (gate)
        {
            Pieces.Add(piece.Length);
            (error ? errors : output).Write(piece.Span);
        }
        return ValueTask.CompletedTask;
    }

    public Task CancelAsync() => cancel.CancelAsync();

    public Task<ActionOutcome> EndAsync() => Deadline.Within(Ending, $"the run to end; it wrote: {Output}");

    /// <summary>The result of one that is over.</summary>
    public async Task<JsonElement> ResultAsync() => JsonDocument.Parse((await EndAsync()).Result!).RootElement;

    public Task WritesAsync(string text) => Deadline.Until(() => Output.Contains(text, StringComparison.Ordinal), $"'{text}' to be written");

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static bool Runs(int process) => Directory.Exists($"/proc/{process}") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
}
