using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MeshEvents.Testing;

/// <summary>What the server under test logged, to look at when a test fails, and for tests about what must not stand in a log.</summary>
public sealed class TestLog : ILoggerProvider
{
    readonly ConcurrentQueue<(LogLevel Level, string Text)> lines = [];

    public IEnumerable<string> Lines => lines.Select(l => l.Text);
    public IEnumerable<string> Errors => lines.Where(l => l.Level >= LogLevel.Error).Select(l => l.Text);

    internal void Note(string text) => lines.Enqueue((LogLevel.Information, text));

    public ILogger CreateLogger(string category) => new Logger(category, lines);

    public void Dispose() => lines.Clear();

    sealed class Logger(string category, ConcurrentQueue<(LogLevel, string)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel level) => level >= LogLevel.Information;
        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> format)
        {
            if (IsEnabled(level)) lines.Enqueue((level, $"{level} {category}: {format(state, exception)} {exception}"));
        }
    }
}
