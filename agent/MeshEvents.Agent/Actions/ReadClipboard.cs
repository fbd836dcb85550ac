using System.Text;
using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Actions;

/// <summary><c>read-clipboard</c>: answers <c>{"text":"…","bytes":5}</c>, the length in UTF-8.</summary>
sealed class ReadClipboard(IScreens screens, TimeProvider time) : IAction
{
    /// <summary>UTF-16 units; an answer holds at most 1 MB, and a character may take six bytes there.</summary>
    const int MostText = 100_000;

    static readonly TimeSpan patience = TimeSpan.FromSeconds(3);

    public string Name => "read-clipboard";
    public bool Works => screens.WhyNot() is null;
    public string WhyNot => screens.WhyNot() ?? "";

    public async Task<ActionOutcome> DoAsync(ActionCall call, CancellationToken cancelled)
    {
        var copied = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        // opening it asks its owner for what is there
        await using var clipboard = await screens.OpenClipboardAsync(MostText, text => copied.TrySetResult(text));
        try
        {
            var text = await copied.Task.WaitAsync(patience, time, cancelled);
            return ActionOutcome.Done(Arguments.Json(json =>
            {
                json.WriteString("text", text);
                json.WriteNumber("bytes", Encoding.UTF8.GetByteCount(text));
            }));
        }
        catch (TimeoutException) { return ActionOutcome.Failed($"There is no text on the clipboard, or one of more than {MostText} characters."); }
    }
}
