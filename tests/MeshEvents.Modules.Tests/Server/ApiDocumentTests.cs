namespace MeshEvents.Modules.Tests.Server;

/// <summary>What a client generator needs: a name for each body, and none twice.</summary>
[Collection(OneServer.Name)]
public sealed class ApiDocumentTests(ServerFixture server)
{
    [Fact]
    public async Task The_body_of_a_command_is_a_component_of_its_name()
    {
        var document = (await server.Nobody().Get("/api/openapi.json").Be(HttpStatusCode.OK)).Json;
        var schemas = document.GetProperty("components").GetProperty("schemas");
        var bodies = 0;
        foreach (var operation in document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()).Select(o => o.Value))
        {
            if (!operation.TryGetProperty("requestBody", out var body)) continue;
            bodies++;
            var name = operation.GetProperty("operationId").GetString()!;
            name = char.ToUpperInvariant(name[0]) + name[1..];
            Assert.Equal($"#/components/schemas/{name}", body.GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString());
            Assert.NotEmpty(schemas.GetProperty(name).GetProperty("properties").EnumerateObject());
        }
        Assert.InRange(bodies, 10, 200);
    }
}
