namespace MeshEvents.Modules.Tests.Identity.Features;

[Collection(OneServer.Name)]
public sealed class FindPairingTests(ServerFixture server)
{
    [Fact]
    public async Task Shows_who_asks_and_from_where()
    {
        var asked = await server.Nobody(from: "127.0.33.1").Post("/api/pairings", new { client = "mesh on pc-17", challenge = new string('b', 64) }).Be(HttpStatusCode.Created);
        var code = asked.Json.GetProperty("code").GetString();
        var seen = (await server.Viewer.Get($"/api/pairing-codes/{code}").Be(HttpStatusCode.OK)).Json.GetProperty("waiting");
        Assert.Equal(("mesh on pc-17", "127.0.33.1"), (seen.GetProperty("client").GetString(), seen.GetProperty("address").GetString()));
        var there = await server.Foreigner.Get($"/api/pairing-codes/{code}").Be(HttpStatusCode.OK);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, there.Json.GetProperty("waiting").ValueKind);
        await server.Nobody().Get($"/api/pairing-codes/{code}").Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Wrong_codes_make_one_wait_also_with_the_right_one()
    {
        var person = await server.NewPersonAsync();
        for (var i = 0; i < 5; i++) await person.Get("/api/pairing-codes/BBBB-BBBB").Be(HttpStatusCode.OK);
        Assert.InRange((await person.Get("/api/pairing-codes/BBBB-BBBB").Be(HttpStatusCode.OK)).Json.GetProperty("waitSeconds").GetInt32(), 1, 600);
        await person.Post("/api/pairing-codes/BBBB-BBBB/confirm", new { rights = 8u }).Be(HttpStatusCode.TooManyRequests, "identity.too-many-tries");
        await person.Post("/api/pairing-codes/BBBB-BBBB/deny").Be(HttpStatusCode.TooManyRequests, "identity.too-many-tries");
    }

    [Fact]
    public async Task The_program_learns_nothing_of_one_that_is_not_its_own()
    {
        await server.Nobody(from: "127.0.33.2").Get($"/api/pairings/{new string('c', 64)}").Be(HttpStatusCode.NotFound);
        await server.Nobody(from: "127.0.33.2").Get("/api/pairings/short").Be(HttpStatusCode.BadRequest);
    }
}
