namespace MeshEvents.Modules.Tests.Devices.Features;

[Collection(OneServer.Name)]
public sealed class FindEnrolmentCodesTests(ServerFixture server)
{
    [Fact]
    public async Task Shows_a_hint_and_never_the_code()
    {
        var group = await server.NewGroupAsync();
        var code = await server.Technician.Post($"/api/groups/{group.Id}/codes", new { limit = 3 }).Be(HttpStatusCode.Created);
        var text = code.Json.GetProperty("code").GetString()!;
        var list = await server.Technician.Get($"/api/groups/{group.Id}/codes").Be(HttpStatusCode.OK);
        Assert.Equal($"{text[..4]}…", Assert.Single(list.Json.GetProperty("rows").EnumerateArray()).GetProperty("hint").GetString());
        Assert.DoesNotContain(text[5..9], list.Text, StringComparison.Ordinal);
        await server.Viewer.Get($"/api/groups/{group.Id}/codes").Be(HttpStatusCode.Forbidden);
    }
}
