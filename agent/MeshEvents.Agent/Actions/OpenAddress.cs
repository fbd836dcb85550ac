using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Actions;

/// <summary><c>open</c>, with <c>{"address":"https://…"}</c>: in the browser of the person at the screen.</summary>
sealed class OpenAddress(IAddressOpener opener) : IAction
{
    const int MostAddress = 8000;

    public string Name => "open";
    public bool Works => opener.WhyNot() is null;
    public string WhyNot => opener.WhyNot() ?? "";

    public async Task<ActionOutcome> DoAsync(ActionCall call, CancellationToken cancelled)
    {
        if (Arguments.Text(call.Arguments, "address", MostAddress) is not { } text || !Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return ActionOutcome.Refused("Only addresses of the web are opened.");
        await opener.OpenAsync(address, cancelled);
        return ActionOutcome.Done();
    }
}
