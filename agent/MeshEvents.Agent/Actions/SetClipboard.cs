using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Actions;

/// <summary>
/// <c>set-clipboard</c>, with <c>{"text":"…"}</c>. On X11 a text stays as long as who put it there: it is held until somebody copies something else, or it is set again.
/// </summary>
sealed class SetClipboard(IScreens screens) : IAction
{
    const int MostText = 200_000;

    readonly SemaphoreSlim one = new(1, 1);
    IScreenClipboard? held;

    public string Name => "set-clipboard";
    public bool Works => screens.WhyNot() is null;
    public string WhyNot => screens.WhyNot() ?? "";

    public async Task<ActionOutcome> DoAsync(ActionCall call, CancellationToken cancelled)
    {
        if (Arguments.Text(call.Arguments, "text", MostText) is not { Length: > 0 } text) return ActionOutcome.Refused(Arguments.NoSense);
        await one.WaitAsync(cancelled);
        try
        {
            await LetGoAsync(held);
            IScreenClipboard? mine = null;
            var set = false;
            // told of what is there as it is opened, and then of what others put there
            mine = await screens.OpenClipboardAsync(MostText, copied =>
            {
                if (Volatile.Read(ref set)) _ = LetGoSoonAsync(mine);
            });
            held = mine;
            await mine.SetAsync(text);
            Volatile.Write(ref set, true);
            return ActionOutcome.Done();
        }
        finally
        {
            one.Release();
        }
    }

    async Task LetGoSoonAsync(IScreenClipboard? clipboard)
    {
        await Task.Yield();          // it is the clipboard itself that calls, and waits for us
        await one.WaitAsync();
        try
        {
            if (clipboard == held) await LetGoAsync(clipboard);
        }
        finally
        {
            one.Release();
        }
    }

    async Task LetGoAsync(IScreenClipboard? clipboard)
    {
        held = null;
        if (clipboard is not null) await clipboard.DisposeAsync();
    }
}
