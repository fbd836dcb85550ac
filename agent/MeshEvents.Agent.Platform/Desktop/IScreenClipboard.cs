namespace MeshEvents.Agent.Platform.Desktop;

/// <summary>The clipboard of a screen, text alone.</summary>
public interface IScreenClipboard : IAsyncDisposable
{
    /// <summary>Puts a text there.</summary>
    /// <exception cref="ScreenUnavailable">The screen went away.</exception>
    ValueTask SetAsync(string text);

    /// <summary>Completes when a text that was put there is there no more: another program has put one, or the screen went away.</summary>
    Task Lost { get; }
}
