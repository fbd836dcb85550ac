using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>
/// One question on the screen, until it is answered. The keyboard begins at "refuse"; keys that come in the first moment were meant for something else and do
/// nothing. Tab changes the button, Space and Enter press it, Alt+Y and Alt+N answer at once.
/// </summary>
sealed class X11Question(X11Desk desk, Notice question, TimeSpan patience, TimeProvider time)
{
    const byte Tab = 0x09, Enter = 0x0D, Space = 0x20, Y = 0x59, N = 0x4E;
    const int AltMask = 0x8;
    static readonly TimeSpan surprise = TimeSpan.FromSeconds(1), second = TimeSpan.FromSeconds(1);

    readonly TaskCompletionSource<PersonAnswer> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly X11Faces faces = new(desk.Font);
    readonly Dictionary<byte, byte> keys = [];
    readonly Pulse changed = new();
    long since;
    volatile int focus = X11Faces.Refuse;

    /// <exception cref="IOException">The display went away.</exception>
    /// <exception cref="X11Error">It refused the window.</exception>
    public async Task<PersonAnswer> AskAsync(Action shown, CancellationToken stop)
    {
        foreach (var key in (byte[])[Tab, Enter, Space, Y, N]) keys[await desk.KeyOfAsync(key)] = key;
        keys.Remove(0);
        since = time.GetTimestamp();
        var panel = await desk.ShowAsync(Face(), Answer, Type);
        try
        {
            await panel.TakeKeysAsync();
            since = time.GetTimestamp();
            shown();
            await using var late = time.CreateTimer(_ => answered.TrySetResult(PersonAnswer.TimedOut), null, patience, Timeout.InfiniteTimeSpan);
            await using var gone = stop.Register(() => answered.TrySetCanceled(stop));
            await using var tick = time.CreateTimer(_ => changed.Set(), null, second, second);
            while (true)
            {
                var news = changed.WaitAsync(CancellationToken.None).AsTask();
                await Task.WhenAny(answered.Task, desk.Over, news);
                if (answered.Task.IsCompleted) return await answered.Task;
                if (desk.Over.IsCompleted) throw new IOException("The display went away.");
                await panel.ChangeAsync(Face());
            }
        }
        finally
        {
            await desk.HideAsync(panel);
        }
    }

    PanelFace Face() => faces.Question(question, patience - time.GetElapsedTime(since), focus);

    void Answer(int button) => answered.TrySetResult(button == X11Faces.Allow ? PersonAnswer.Allowed : PersonAnswer.Refused);

    void Type(byte key, int modifiers)
    {
        if (time.GetElapsedTime(since) < surprise || !keys.TryGetValue(key, out var meant)) return;
        var alt = (modifiers & AltMask) != 0;
        switch (meant)
        {
            case Tab when !alt:
                focus = focus == X11Faces.Allow ? X11Faces.Refuse : X11Faces.Allow;
                changed.Set();
                break;
            case Enter or Space: Answer(focus); break;
            case Y when alt: Answer(X11Faces.Allow); break;
            case N when alt: Answer(X11Faces.Refuse); break;
        }
    }
}
