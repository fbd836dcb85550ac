using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Actions;

/// <summary><c>notification</c>, with the same as <c>message</c>: done when it can be seen; it goes by itself.</summary>
sealed class ShowNotification(IScreens screens, INotices notices) : IAction
{
    const int MostSeconds = 600;

    public string Name => "notification";
    public bool Works => screens.WhyNot() is null;
    public string WhyNot => screens.WhyNot() ?? "";

    public async Task<ActionOutcome> DoAsync(ActionCall call, CancellationToken cancelled)
    {
        if (ShowMessage.Read(call) is not { } notice || Arguments.Number(call.Arguments, "seconds", 1, MostSeconds) is not { } seconds) return ActionOutcome.Refused(Arguments.NoSense);
        return await notices.TellAsync(notice, TimeSpan.FromSeconds(seconds)) ? ActionOutcome.Done() : ActionOutcome.Failed("The screen went away.");
    }
}
