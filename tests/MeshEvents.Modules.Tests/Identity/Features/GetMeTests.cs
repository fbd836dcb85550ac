namespace MeshEvents.Modules.Tests.Identity.Features;

[Collection(OneServer.Name)]
public sealed class GetMeTests(ServerFixture server)
{
    [Fact]
    public async Task Tells_who_one_is_and_the_token_of_this_session()
    {
        var me = (await server.Technician.Get("/api/me").Be(HttpStatusCode.OK)).Json;
        Assert.Equal(("technician", server.Technician.Csrf, server.Technician.Login), (me.GetProperty("name").GetString(), me.GetProperty("csrf").GetString(), me.GetProperty("loginId").GetGuid()));
        Assert.False(me.GetProperty("administrator").GetBoolean());
        Assert.NotEqual(server.Technician.Csrf, (await server.AgainAsync(server.Technician)).Csrf);
    }
}
