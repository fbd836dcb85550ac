namespace MeshEvents.Agent.Platform.Desktop;

/// <summary>For systems whose screens the agent cannot watch.</summary>
sealed class NoScreens(string system) : IScreens
{
    public string? WhyNot() => $"The agent for {system} does not show the screen.";

    public Task<IScreenClipboard> OpenClipboardAsync(int limit, Action<string> changed) => throw new ScreenUnavailable(WhyNot()!);

    public Task<string?> WhyNoLockAsync() => Task.FromResult(WhyNot());

    public Task<bool> LockAsync() => Task.FromResult(false);

    public INotices NewNotices(TimeProvider time) => new NoNotices();

    public Task<IScreen> OpenAsync(CancellationToken stop) => throw new ScreenUnavailable(WhyNot()!);
}
