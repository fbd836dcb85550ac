using System.Text;
using MeshEvents.Modules.Tests.Relay;
using MeshEvents.Sessions;
using MeshEvents.Sessions.Features;
using MeshEvents.Store;
using MeshEvents.Wire.Files;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Sessions.Features;

public sealed class RecordFilesTests
{
    static readonly SessionRequested Requested = new(Some.Device, Some.Group, Some.Mira, ChannelKind.Files, null);
    static readonly SessionOpened Opened = new(Some.Now.AddSeconds(-10));

    [Fact]
    public void What_was_done_becomes_true_in_its_order() =>
        Given<Session>(Requested, Opened).When(new RecordFiles(Some.Session, [new FolderMade("/a"), new FileRenamed("/", "a", "b")]), RecordFiles.Decide)
            .Then(new FolderMade("/a"), new FileRenamed("/", "a", "b"));

    [Fact]
    public void Also_after_the_end_because_it_was_done_before_it() =>
        Given<Session>(Requested, Opened, new SessionEnded("x", 0, 0, 0)).When(new RecordFiles(Some.Session, [new FolderMade("/a")]), RecordFiles.Decide).Then(new FolderMade("/a"));

    [Fact]
    public void Nothing_is_no_news() => Given<Session>(Requested, Opened).When(new RecordFiles(Some.Session, []), RecordFiles.Decide).ThenNothing();
}

/// <summary>A files session over the relay: what the two ends say to each other stands in the history.</summary>
[Collection(OneServer.Name)]
public sealed class RecordFilesOverTheRelay(ServerFixture server)
{
    static readonly string Hash = new('c', 64);

    async Task<(Call Call, RelaySide Browser, RelaySide Agent)> OpenAsync()
    {
        var call = await Call.StartAsync(server, kind: ChannelKind.Files);
        Assert.Equal(5, call.Asked.Usage);
        var (browser, agent) = await call.JoinAsync();
        await browser.SayAsync("""{"type":"options"}""");
        await browser.SayAsync("5");
        Assert.NotNull(await agent.TextAsync());
        Assert.Equal("5", await agent.TextAsync());
        return (call, browser, agent);
    }

    static async Task AskAsync(RelaySide browser, RelaySide agent, string request, FileAnswer? answer = null)
    {
        await browser.SendAsync(Encoding.UTF8.GetBytes(request));
        Assert.Equal(request, Encoding.UTF8.GetString((await agent.BytesAsync())!));
        if (answer is null) return;
        await agent.SendAsync(FileAnswerWriter.Write(answer));
        Assert.NotNull(await browser.BytesAsync());
    }

    static string Put(int id, string name) => $$"""{"action":"put","reqid":{{id}},"transfer":"{{Guid.NewGuid()}}","path":"/srv","name":"{{name}}","size":5}""";

    [Fact]
    public async Task Each_action_is_a_fact_with_its_outcome_and_a_sentence()
    {
        var (call, browser, agent) = await OpenAsync();
        await using var _ = call;
        await using var __ = browser;
        await using var ___ = agent;
        await AskAsync(browser, agent, """{"action":"ls","reqid":1,"path":"/"}""");
        await AskAsync(browser, agent, Put(2, "a\uF7FC.txt"), new PutStarted("2", 0, Hash));
        await browser.SendAsync([2, 0, 0, 0, 2, .. new byte[40], 1, 2, 3, 4, 5]);
        await agent.BytesAsync();
        await AskAsync(browser, agent, $$"""{"action":"putdone","reqid":2,"sha256":"{{Hash}}"}""", new FileDone("2", null, 5, Hash, "a\uF7FC (2).txt"));
        await AskAsync(browser, agent, """{"action":"get","reqid":3,"path":"/srv","names":["x","y"],"zip":true}""", new FileDone("3", 7, 1234, Hash));
        await AskAsync(browser, agent, """{"action":"mkdir","reqid":4,"path":"/srv/new"}""", new FileDone("4"));
        await AskAsync(browser, agent, """{"action":"rename","reqid":5,"path":"/srv","oldname":"a","newname":"b"}""", new FileDone("5"));
        await AskAsync(browser, agent, """{"action":"rm","reqid":6,"path":"/srv","delfiles":["b"],"rec":true}""", new FileDone("6", 12));
        await AskAsync(browser, agent, """{"action":"move","reqid":7,"scpath":"/srv","dspath":"/home","names":["c"]}""", new FileFailed("7", FailureCodes.Denied, "The agent's\naccount may not."));
        await AskAsync(browser, agent, Put(8, "taken"), new FileFailed("8", FailureCodes.Exists, "It is there."));
        await AskAsync(browser, agent, """{"action":"copy","reqid":9,"scpath":"/srv","dspath":"/home","names":["c"]}""", new FileDone("9", 1, 10));
        await AskAsync(browser, agent, """{"action":"rm","path":"/srv","delfiles":["plain"]}""");
        await AskAsync(browser, agent, """{"action":"somethingelse"}""");
        await AskAsync(browser, agent, Put(10, "cut"), new PutStarted("10", 0, Hash));
        await browser.GoodbyeAsync();
        await call.EndAsync<SessionEnded>();

        var facts = (await server.HistoryAsync(call.Session)).Select(e => e.Data).SkipWhile(f => f is not SessionOpened).Skip(1).SkipLast(1).ToArray();
        Assert.Equal(
            [nameof(FileUploaded), nameof(FileDownloaded), nameof(FolderMade), nameof(FileRenamed), nameof(FilesDeleted), nameof(FileActionFailed), nameof(FilesCopied), nameof(FileActionUnknown), nameof(FileActionUnknown), nameof(MessagesNotRead)],
            facts.Select(f => f.GetType().Name));
        Assert.Equal(new FileUploaded("/srv/a\\xFC (2).txt", 5, Hash), facts[0]);
        Assert.Equal(
            ["One message of the session could not be read",
             "Asked to upload /srv/cut; whether it was done is not known: The connection ended before the device answered.",
             "Asked to delete plain in /srv; whether it was done is not known: The device does not tell.",
             "Copied c in /srv to /home",
             "Could not move c in /srv: The agent's account may not.",
             "Deleted b in /srv, 12 files and folders in all",
             "Renamed a to b in /srv", "Made folder /srv/new", "Downloaded x and 1 more in /srv (1,234 bytes)", "Uploaded /srv/a\\xFC (2).txt (5 bytes)"],
            (await server.AuditOfAsync(call.Session, "sessionId")).Select(l => l.Sentence).Distinct().SkipWhile(s => s.StartsWith("Session ended", StringComparison.Ordinal)).TakeWhile(s => s != "Session opened"));
    }

    [Fact]
    public async Task A_message_in_many_pieces_is_read_and_one_without_end_is_counted()
    {
        var (call, browser, agent) = await OpenAsync();
        await using var _ = call;
        await using var __ = browser;
        await using var ___ = agent;
        var request = Encoding.UTF8.GetBytes("""{"action":"mkdir","path":"/cut"}""");
        for (var i = 0; i < request.Length; i++) await browser.Socket.SendAsync(request.AsMemory(i, 1), end: i == request.Length - 1);
        Assert.Equal(request, await agent.BytesAsync());
        byte[] large = [.. "{"u8, .. new byte[FileLimits.Json]];
        await browser.SendAsync(large);
        Assert.Equal(large, await agent.BytesAsync());
        await AskAsync(browser, agent, """{"action":"mkdir","reqid":1,"path":"/after"}""", new FileDone("1"));
        await browser.GoodbyeAsync();
        await call.EndAsync<SessionEnded>();
        var facts = (await server.HistoryAsync(call.Session)).Select(e => e.Data).ToArray();
        Assert.Equal("/cut", Assert.Single(facts.OfType<FileActionUnknown>()).Path);
        Assert.Equal("/after", Assert.Single(facts.OfType<FolderMade>()).Path);
        Assert.Equal(1, Assert.Single(facts.OfType<MessagesNotRead>()).Count);
    }

    [Fact]
    public async Task A_thousand_actions_are_a_thousand_facts()
    {
        var (call, browser, agent) = await OpenAsync();
        await using var _ = call;
        await using var __ = browser;
        await using var ___ = agent;
        var asking = Task.WhenAll(Asking(), Answering(), Hearing());
        // the requests wait for the store: how long a thousand take is the machine's affair
        await asking.Within("a thousand folders", TimeSpan.FromMinutes(3));
        await browser.GoodbyeAsync();
        await call.EndAsync<SessionEnded>();
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"/{i}"), (await server.HistoryAsync(call.Session)).Select(e => e.Data).OfType<FolderMade>().Select(f => f.Path));

        async Task Asking()
        {
            for (var i = 0; i < 1000; i++) await browser.SendAsync(Encoding.UTF8.GetBytes($$"""{"action":"mkdir","reqid":{{i}},"path":"/{{i}}"}"""));
        }

        async Task Hearing()
        {
            for (var i = 0; i < 1000; i++) Assert.NotNull(await browser.BytesAsync());
        }

        async Task Answering()
        {
            for (var i = 0; i < 1000; i++)
            {
                await agent.BytesAsync();
                await agent.SendAsync(FileAnswerWriter.Write(new FileDone(i.ToString(System.Globalization.CultureInfo.InvariantCulture))));
            }
        }
    }

    [Fact]
    public async Task When_it_cannot_be_recorded_nothing_more_passes_and_it_is_told()
    {
        var (call, browser, agent) = await OpenAsync();
        await using var _ = call;
        await using var __ = browser;
        await using var ___ = agent;
        await server.Get<EventStore>().ArchiveAsync(server.Tenant, call.Session);
        await AskAsync(browser, agent, """{"action":"mkdir","reqid":1,"path":"/lost"}""", new FileDone("1"));
        await Waiting.Until(() => Told($"What was done in session {call.Session} could not be recorded"), "the loss to be told");
        // the next fact meets a queue that has given up
        await Waiting.Until(async () =>
        {
            await browser.SendAsync("""{"action":"mkdir","path":"/next"}"""u8.ToArray());
            return await agent.BytesAsync() is null;
        }, "the tunnel to end");
        await Waiting.Until(() => Told($"What became of session {call.Session} could not be recorded"), "the end to be told");

        bool Told(string sentence) => server.Log.Errors.Any(l => l.Contains(sentence, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("000001")]
    [InlineData("2")]
    [InlineData("99999999999")]
    public async Task A_right_to_files_opens_nothing_else(string number)
    {
        await using var call = await Call.StartAsync(server, kind: ChannelKind.Files);
        var (browser, agent) = await call.JoinAsync();
        // also in pieces: the last one does not get through
        for (var i = 0; i < number.Length; i++) await browser.Socket.SendAsync(Encoding.UTF8.GetBytes(number[i..(i + 1)]), text: true, end: i == number.Length - 1);
        Assert.Null(await agent.TextAsync());
        Assert.Equal("It asked for another kind of session than it was opened for.", (await call.EndAsync<SessionEnded>()).Why);
    }

    [Fact]
    public async Task Without_the_right_there_is_no_session()
    {
        var (group, person) = (await server.NewGroupAsync(), await server.NewPersonAsync());
        await server.GiveAsync(group.Id, person, Rights.RemoteControl | Rights.NoFiles);
        var (device, agent) = await server.OnlineDeviceAsync(group);
        await using var _ = agent;
        await person.Post("/api/sessions", new { deviceId = device.Id, kind = "Files" }).Be(HttpStatusCode.Forbidden);
        await person.Post("/api/sessions", new { deviceId = device.Id, kind = "Terminal" }).Be(HttpStatusCode.Created);
    }
}
