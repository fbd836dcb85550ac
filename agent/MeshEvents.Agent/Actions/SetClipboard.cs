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
            if (held is { } before)
            {
                held = null;
                await before.DisposeAsync();
            }
            var mine = held = await screens.OpenClipboardAsync(MostText, _ => { });
            await mine.SetAsync(text);
            _ = LetGoLaterAsync(mine);
            return ActionOutcome.Done();
        }
        finally
        {
            one.Release();
        }
    }

    async Task LetGoLaterAsync(IScreenClipboard mine)
    {
        await mine.Lost;
        await one.WaitAsync();
        try
        {
            if (mine != held) return;
            held = null;
            await mine.DisposeAsync();
        }
        finally
        {
            one.Release();
        }
    }
}
