using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Actions;

/// <summary><c>services</c>: answers <c>{"services":[{"name","description","state","detail"}]}</c>.</summary>
sealed class ListServices(IServices services) : IAction
{
    const int Most = 2000, MostText = 200;

    public string Name => "services";
    public bool Works => services.WhyNot() is null;
    public string WhyNot => services.WhyNot() ?? "";

    public async Task<ActionOutcome> DoAsync(ActionCall call, CancellationToken cancelled)
    {
        var all = await services.ListAsync(cancelled);
        return ActionOutcome.Done(Arguments.Json(json =>
        {
            json.WriteStartArray("services");
            foreach (var one in all.Take(Most))
            {
                json.WriteStartObject();
                json.WriteString("name", one.Name);
                json.WriteString("description", one.Description.Length <= MostText ? one.Description : one.Description[..MostText]);
                json.WriteString("state", one.State);
                json.WriteString("detail", one.Detail);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }));
    }
}
