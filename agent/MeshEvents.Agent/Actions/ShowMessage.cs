using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Actions;

/// <summary><c>message</c>, with <c>{"title":"…","text":"…","seconds":300}</c>: on the screen until the person closes it or its time is over. The answer says which: <c>{"closed":true}</c>.</summary>
sealed class ShowMessage(IScreens screens, INotices notices) : IAction
{
    const int MostText = 4000, MostSeconds = 24 * 3600;

    public string Name => "message";
    public bool Works => screens.WhyNot() is null;
    public string WhyNot => screens.WhyNot() ?? "";

    public async Task<ActionOutcome> DoAsync(ActionCall call, CancellationToken cancelled)
    {
        if (Read(call) is not { } notice || Arguments.Number(call.Arguments, "seconds", 1, MostSeconds) is not { } seconds) return ActionOutcome.Refused(Arguments.NoSense);
        return await notices.MessageAsync(notice, TimeSpan.FromSeconds(seconds), cancelled) switch
        {
            PersonAnswer.Allowed  => new(ActionEnd.Done, "The person closed it.", Closed(true)),
            PersonAnswer.TimedOut => new(ActionEnd.Done, "Nobody closed it.", Closed(false)),
            _                     => ActionOutcome.Failed("The screen went away."),
        };
    }

    /// <summary>Who says it always stands there: a title of one's choice is no way to be somebody else.</summary>
    public static Notice? Read(ActionCall call)
    {
        if (Arguments.Text(call.Arguments, "title", MostText) is not { } title || Arguments.Text(call.Arguments, "text", MostText) is not { Length: > 0 } text) return null;
        var lines = text.Split('\n').Select(l => l.Trim('\r'));
        return title.Length == 0 ? new($"Message from {call.By}", [.. lines]) : new(title, [.. lines, $"From {call.By}"]);
    }

    static byte[] Closed(bool closed) => Arguments.Json(json => json.WriteBoolean("closed", closed));
}
