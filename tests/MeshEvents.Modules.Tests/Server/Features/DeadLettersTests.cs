namespace MeshEvents.Modules.Tests.Server.Features;

[Collection(OneServer.Name)]
public sealed class DeadLettersTests(ServerFixture server)
{
    async Task<Guid> LetterAsync(Guid tenant)
    {
        var id = Guid.CreateVersion7();
        await server.RunAsync("""
            insert into bus.dead_letter (id, tenant_id, name, body, actor, stream, key, attempts, error, at)
            values ($1, $2, 'relay.close_tunnels', '{"sessionId":"01980000-0000-7000-8000-000000000091","why":"test"}', '{"kind":"System","id":"00000000-0000-0000-0000-000000000000","name":"","tenant":"00000000-0000-0000-0000-000000000000","via":"Inside"}', $1, $1, 8, 'it failed', now())
            """, id, tenant.ToString());
        return id;
    }

    [Fact]
    public async Task Is_seen_and_sent_again_and_that_is_a_fact()
    {
        var letter = await LetterAsync(server.Tenant);
        Assert.Contains(letter.ToString(), (await server.Administrator.Get("/api/server/dead-letters").Be(HttpStatusCode.OK)).Text, StringComparison.Ordinal);
        await server.Administrator.Post($"/api/server/dead-letters/{letter}/resend").Be(HttpStatusCode.Created);
        await Waiting.Until(async () => await server.CountAsync("select (select count(*) from bus.dead_letter where id = $1) + (select count(*) from bus.outbox where id = $1)", letter) == 0, "the letter to be handled");
        await server.Administrator.Post($"/api/server/dead-letters/{letter}/resend").Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Another_tenants_letters_are_not_seen()
    {
        var letter = await LetterAsync(server.Tenant);
        Assert.DoesNotContain(letter.ToString(), (await server.Foreigner.Get("/api/server/dead-letters").Be(HttpStatusCode.OK)).Text, StringComparison.Ordinal);
        await server.Foreigner.Post($"/api/server/dead-letters/{letter}/resend").Be(HttpStatusCode.NotFound);
        await server.Technician.Get("/api/server/dead-letters").Be(HttpStatusCode.Forbidden);
    }
}
