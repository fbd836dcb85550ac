using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Store.Tests;

/// <summary>A running daemon, and what it logged and pushed.</summary>
public sealed class RunningDaemon : IAsyncDisposable, ILogger<ProjectionDaemon>
{
    readonly ConcurrentQueue<Pushed> pushed = new();
    readonly ConcurrentQueue<(LogLevel Level, string Text)> lines = new();

    RunningDaemon(EventStore store)
    {
        Daemon = new(store, this);
        Daemon.Pushed += pushed.Enqueue;
    }

    public ProjectionDaemon Daemon { get; }
    public IReadOnlyList<Pushed> Pushes => [.. pushed];
    public IReadOnlyList<(LogLevel Level, string Text)> Lines => [.. lines];

    public static async Task<RunningDaemon> StartAsync(EventStore store)
    {
        var running = new RunningDaemon(store);
        await running.Daemon.StartAsync(default);
        return running;
    }

    public ShardState State(string name) => Daemon.States.Single(s => s.Name == name);

    public async ValueTask DisposeAsync()
    {
        await Daemon.StopAsync(default);
        Daemon.Dispose();
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;
    bool ILogger.IsEnabled(LogLevel level) => true;
    void ILogger.Log<TState>(LogLevel level, EventId id, TState state, Exception? e, Func<TState, Exception?, string> text) =>
        lines.Enqueue((level, text(state, e) + (e is null ? "" : $" | {e.Message}")));
}

public static class Until
{
    /// <summary>Waits until it is so. Not a sleep: it looks again after every short while, and gives up with what it saw.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(15));
        using var deadline = new CancellationTokenSource(StoreFixture.Patience);
        while (!await condition())
            if (deadline.IsCancellationRequested) throw new TimeoutException($"It never came true: {what}");
            else await timer.WaitForNextTickAsync();
    }

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);
}
