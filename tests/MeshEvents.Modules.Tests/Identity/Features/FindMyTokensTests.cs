namespace MeshEvents.Modules.Tests.Identity.Features;

[Collection(OneServer.Name)]
public sealed class FindMyTokensTests(ServerFixture server)
{
    [Fact]
    public async Task Lists_ones_own_without_their_secrets_and_says_when_each_was_used()
    {
        var owner = await server.NewPersonAsync();
        var made = await owner.Post("/api/tokens", new { name = "report", rights = Rights.Details, days = 3 }).Be(HttpStatusCode.Created);
        var text = made.Json.GetProperty("token").GetString()!;
        var row = Assert.Single((await owner.Get("/api/me/tokens").Be(HttpStatusCode.OK)).Json.GetProperty("rows").EnumerateArray());
        Assert.Equal(("report", Rights.Details, false), (row.GetProperty("name").GetString(), row.GetProperty("rights").GetUInt32(), row.GetProperty("current").GetBoolean()));
        Assert.Equal(["Device details"], row.GetProperty("words").EnumerateArray().Select(w => w.GetString()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, row.GetProperty("lastUsedAt").ValueKind);

        var program = server.Nobody(from: "127.0.32.1");
        program.Token = text;
        var list = await program.Get("/api/me/tokens").Be(HttpStatusCode.OK);
        Assert.DoesNotContain(text[^64..], list.Text, StringComparison.Ordinal);
        row = Assert.Single(list.Json.GetProperty("rows").EnumerateArray());
        Assert.True(row.GetProperty("current").GetBoolean());
        Assert.Equal(System.Text.Json.JsonValueKind.String, row.GetProperty("lastUsedAt").ValueKind);
        Assert.DoesNotContain(made.Id.ToString(), (await server.Stranger.Get("/api/me/tokens").Be(HttpStatusCode.OK)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_use_outlives_the_server()
    {
        await using var own = new Restarting();
        await own.RunAsync();
    }

    sealed class Restarting : IAsyncDisposable
    {
        readonly ServerFixture server = new();

        public async Task RunAsync()
        {
            await server.InitializeAsync();
            var made = await server.Technician.Post("/api/tokens", new { name = "report", rights = Rights.Full }).Be(HttpStatusCode.Created);
            var program = server.Nobody(from: "127.0.32.2");
            program.Token = made.Json.GetProperty("token").GetString();
            await program.Get("/api/me").Be(HttpStatusCode.OK);
            await server.RestartAsync();
            var row = (await server.Technician.Get("/api/me/tokens").Be(HttpStatusCode.OK)).Json.GetProperty("rows")[0];
            Assert.Equal(System.Text.Json.JsonValueKind.String, row.GetProperty("lastUsedAt").ValueKind);
            await program.Get("/api/me").Be(HttpStatusCode.OK);
        }

        public async ValueTask DisposeAsync() => await server.DisposeAsync();
    }
}
