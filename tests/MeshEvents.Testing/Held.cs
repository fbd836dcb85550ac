using System.Net;
using System.Text.Json;
using MeshEvents.Testing.Agents;
using MeshEvents.Testing.Http;

namespace MeshEvents.Testing;

public partial class ServerFixture
{
    /// <summary>The row of the agent with this key on the page of held agents.</summary>
    public async Task<JsonElement> HeldAsync(AgentKey key)
    {
        var row = await Waiting.For(async () => (object?)await FindHeldAsync(key), "the agent to be held");
        return (JsonElement)row;
    }

    public async Task<JsonElement?> FindHeldAsync(AgentKey key)
    {
        var page = await Administrator.Get("/api/held").Be(HttpStatusCode.OK);
        return page.Json.GetProperty("rows").EnumerateArray().Select(r => (JsonElement?)r).FirstOrDefault(r => r!.Value.GetProperty("nodeId").GetString() == key.NodeIdText);
    }
}
