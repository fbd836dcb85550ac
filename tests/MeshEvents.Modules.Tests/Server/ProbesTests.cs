using MeshEvents.Server.Health;
using MeshEvents.Store;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace MeshEvents.Modules.Tests.Server;

[Collection(OneServer.Name)]
public sealed class ProbesTests(ServerFixture server)
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/health.ashx")]
    [InlineData("/readyz")]
    public async Task Anyone_is_told_one_word(string path)
    {
        await Waiting.Until(async () => (await server.Nobody().Get(path)).Status is HttpStatusCode.OK, $"{path} to be well");
        var reply = await server.Nobody().Get(path).Be(HttpStatusCode.OK);
        Assert.Equal(("ok", "no-store"), (reply.Text, reply.Header("Cache-Control")));
    }

    /// <summary>Holds the mark back as a long transaction would, and makes the events that wait for it old.</summary>
    [Fact]
    public async Task Views_that_are_behind_keep_people_away_until_they_have_caught_up()
    {
        await using (var holding = await server.Get<Database>().Owner.OpenConnectionAsync())
        {
            await using var held = await holding.BeginTransactionAsync();
            await using (var begin = new NpgsqlCommand("select pg_current_xact_id()::text", holding, held)) await begin.ExecuteScalarAsync();
            await server.NewGroupAsync("while the mark is held");
            await server.RunAsync("update events.mt_events set timestamp = now() - interval '1 minute' where seq_id > $1", server.Get<EventStore>().HighWater);
            await Waiting.Until(async () => (await server.Nobody().Get("/readyz")).Status is HttpStatusCode.ServiceUnavailable, "the server to be behind");
            Assert.Equal("not ready", (await server.Nobody().Get("/readyz")).Text);
            await server.Nobody().Get("/healthz").Be(HttpStatusCode.OK);
        }
        await Waiting.Until(async () => (await server.Nobody().Get("/readyz")).Status is HttpStatusCode.OK, "the server to have caught up");
    }

    [Fact]
    public async Task A_server_that_is_going_down_is_not_ready()
    {
        using var going = new GoingDown();
        Readiness Now() => new(server.Get<Database>(), server.Get<ProjectionDaemon>(), server.Get<ProjectionLag>(), going, TimeProvider.System);
        await Waiting.Until(() => Now().IsReadyAsync(default), "the server to be ready");
        going.StopApplication();
        Assert.False(await Now().IsReadyAsync(default));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_not_ready()
    {
        var own = server.Get<Database>();
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=2");
        var away = new Database(nowhere, nowhere, nowhere) { PersonKeys = own.PersonKeys };
        using var going = new GoingDown();
        Assert.False(await new Readiness(away, server.Get<ProjectionDaemon>(), server.Get<ProjectionLag>(), going, TimeProvider.System).IsReadyAsync(default));
    }

    sealed class GoingDown : IHostApplicationLifetime, IDisposable
    {
        readonly CancellationTokenSource stopping = new();
        public CancellationToken ApplicationStarted => CancellationToken.None;
        public CancellationToken ApplicationStopping => stopping.Token;
        public CancellationToken ApplicationStopped => CancellationToken.None;
        public void StopApplication() => stopping.Cancel();
        public void Dispose() => stopping.Dispose();
    }
}
