using System.Text.Json;
using MeshEvents.Cli.Api;
using MeshEvents.Cli.Tests.Support;
using MeshEvents.Cli.Verbs;

namespace MeshEvents.Cli.Tests;

public sealed class ApiDocumentTests
{
    const string Text = """
        {"openapi":"3.0.4","paths":{"/api/things/{thingId}/name":{"put":{"operationId":"renameThing","tags":["Things"],
          "parameters":[{"name":"thingId","in":"path","required":true,"schema":{"type":"string","format":"uuid"}},{"name":"Idempotency-Key","in":"header","schema":{"type":"string"}}],
          "requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/RenameThing"}}}}}}},
         "components":{"schemas":{"RenameThing":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"kind":{"$ref":"#/components/schemas/Kind"},"password":{"type":"string"},"tags":{"type":"array"},"sure":{"type":"boolean"}}},
           "Kind":{"enum":["Soft","Hard"]}}}}
        """;

    [Fact]
    public void An_operation_becomes_a_verb()
    {
        var verb = Assert.Single(OperationVerbs.Of(ApiDocument.Read(Text)));
        Assert.Equal("rename-thing", verb.Name);
        Assert.Equal("THING", Assert.Single(verb.Positionals).Name);
        Assert.Equal(["name", "kind", "password-file", "tags", "sure"], verb.Options.Select(o => o.Name));
        Assert.Equal(["Soft", "Hard"], verb.Options[1].Choices);
        Assert.True(verb.Options[0].Required && verb.Options[3].Many);
        Assert.Equal(["mesh rename-thing THING --name TEXT"], verb.Examples);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"paths\":[]}")]
    [InlineData("nothing")]
    public void What_is_none_is_said(string text) => Assert.ThrowsAny<JsonException>(() => ApiDocument.Read(text));

    [Fact]
    public void Completion_knows_verbs_options_and_choices()
    {
        var verbs = Mesh.ByHand.Concat(OperationVerbs.Of(ApiDocument.Read(Text))).ToList();
        Assert.Contains("rename-thing", CompletionVerb.Of(["re"], verbs));
        Assert.Equal(["search", "export"], CompletionVerb.Of(["audit", ""], verbs));
        Assert.Equal(["--kind"], CompletionVerb.Of(["rename-thing", "--k"], verbs));
        Assert.Equal(["Soft"], CompletionVerb.Of(["rename-thing", "--kind", "s"], verbs));
        Assert.Equal(["json"], CompletionVerb.Of(["devices", "-o", "js"], verbs));
        Assert.DoesNotContain("__complete", CompletionVerb.Of([""], verbs));
    }
}

public sealed class ApiDocumentOfTheServer(SignedIn server) : IClassFixture<SignedIn>
{
    /// <summary>Nothing that the server can do is out of reach, but what a person does in the browser alone.</summary>
    [Fact]
    public async Task Every_operation_is_a_verb_or_is_left_out_by_name()
    {
        var operations = ApiDocument.Read((await server.Technician.Get("/api/openapi.json").Be(HttpStatusCode.OK)).Text);
        var verbs = OperationVerbs.Of(operations);
        Assert.Equal(12, operations.Count - verbs.Count);
        Assert.DoesNotContain(verbs.SelectMany(v => v.Options), o => o.Name is "password" or "current");
        Assert.Contains("rename-device", (await server.Mesh("--help")).Out, StringComparison.Ordinal);
    }
}
