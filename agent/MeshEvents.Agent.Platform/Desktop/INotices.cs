namespace MeshEvents.Agent.Platform.Desktop;

/// <summary>What the person at this machine said.</summary>
public enum PersonAnswer
{
    Allowed,
    Refused,
    TimedOut,

    /// <summary>There is no screen on which anybody could have been asked, or it went away meanwhile.</summary>
    Nobody,
}

/// <summary>What somebody is asked or told. Texts come from outside: they are drawn, never interpreted.</summary>
/// <param name="Lines">Below the title; long ones are broken, what does not fit is cut.</param>
public sealed record Notice(string Title, IReadOnlyList<string> Lines);

/// <summary>One line of the bar that says who is there.</summary>
public sealed record BarLine(Guid Id, string Text);

/// <summary>What the agent shows to the person at this machine, on their own screen, and what they say to it. Thread safe.</summary>
public interface INotices : IAsyncDisposable
{
    /// <summary>Asks; one question at a time, others wait their turn. No is what nobody said yes to.</summary>
    /// <param name="shown">Called when the question can be seen, and the time begins.</param>
    Task<PersonAnswer> AskAsync(Notice question, TimeSpan patience, Action shown, CancellationToken stop);

    /// <summary>Shows it for a while.</summary>
    /// <returns>Whether it can be seen; it goes by itself.</returns>
    Task<bool> TellAsync(Notice notice, TimeSpan time);

    /// <summary>Shows it until the person closes it.</summary>
    /// <returns>Allowed: they closed it. Never Refused.</returns>
    Task<PersonAnswer> MessageAsync(Notice message, TimeSpan patience, CancellationToken stop);

    /// <summary>The lines of the bar from now on; none: no bar. It comes back after the screen was away.</summary>
    void ShowBar(IReadOnlyList<BarLine> lines);

    /// <summary>The person wants the session of this line to end.</summary>
    event Action<Guid>? EndWanted;

    /// <summary>This pixel of the screen, and while somebody is asked the whole keyboard and pointer, belong to the person at the machine: nobody else presses anything there.</summary>
    bool IsTheirs(int x, int y);

    /// <summary>Somebody is asked now.</summary>
    bool IsAsking { get; }
}

/// <summary>For systems on whose screens the agent shows nothing: there nobody can be asked.</summary>
sealed class NoNotices : INotices
{
    public event Action<Guid>? EndWanted { add { } remove { } }

    public bool IsAsking => false;

    public Task<PersonAnswer> AskAsync(Notice question, TimeSpan patience, Action shown, CancellationToken stop) => Task.FromResult(PersonAnswer.Nobody);

    public Task<bool> TellAsync(Notice notice, TimeSpan time) => Task.FromResult(false);

    public Task<PersonAnswer> MessageAsync(Notice message, TimeSpan patience, CancellationToken stop) => Task.FromResult(PersonAnswer.Nobody);

    public void ShowBar(IReadOnlyList<BarLine> lines) { }

    public bool IsTheirs(int x, int y) => false;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
