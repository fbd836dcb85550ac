using System.Text;
using System.Text.Json.Nodes;
using MeshEvents.Bus;

namespace MeshEvents.Modules.Tests.Routes;

/// <summary>A world of the first tenant in which there is one of everything that an address can name.</summary>
public sealed class FullWorld : IAsyncLifetime
{
    public ServerFixture Server { get; } = new();
    internal Asking Asking { get; private set; } = null!;

    /// <summary>Texts that nobody without rights may ever be shown.</summary>
    public string[] Marks { get; private set; } = [];

    /// <summary>The same without the ids, which these tests themselves put into addresses: one's own refused tries stand in one's own history.</summary>
    public string[] Words { get; private set; } = [];

    /// <summary>A program of the administrator's whose token lets it look at things, and do nothing.</summary>
    public Person Looker { get; private set; } = null!;

    FakeAgent? online, held;

    public async Task InitializeAsync()
    {
        await Server.InitializeAsync();
        var group = await Server.NewGroupAsync("secret-group-name");
        (var device, online) = await Server.OnlineDeviceAsync(group);
        var key = new AgentKey();
        held = await FakeAgent.ConnectAsync(Server, key, Wire.Bytes48.Random(), "secret-held-name");
        var heldId = (await Server.HeldAsync(key)).GetProperty("id").GetGuid();
        var code = await Server.Technician.Post($"/api/groups/{group.Id}/codes", new { }).Be(HttpStatusCode.Created);
        var pass = await Server.Technician.Post("/api/sessions", new { deviceId = device.Id, kind = "Terminal", reason = "secret-reason" }).Be(HttpStatusCode.Created);
        var session = pass.Json.GetProperty("sessionId").GetGuid();
        var token = (await Server.Technician.Post("/api/tokens", new { name = "secret-token", rights = 8u }).Be(HttpStatusCode.Created)).Id;
        var away = await Server.NewDeviceAsync("secret-away", group);
        var job = (await Server.Technician.Post("/api/jobs/run", new { text = "secret-command", devices = new[] { away.Id } }).Be(HttpStatusCode.Created)).Json.GetProperty("jobId").GetGuid();
        var run = (await Server.Technician.Get($"/api/jobs/{job}").Be(HttpStatusCode.OK)).Json.GetProperty("runs")[0].GetProperty("id").GetGuid();
        Looker = Server.Nobody(from: "127.0.20.3");
        Looker.Token = (await Server.Administrator.Post("/api/tokens", new { name = "looker", rights = Rights.Details }).Be(HttpStatusCode.Created)).Json.GetProperty("token").GetString();
        Asking = new(new Dictionary<Type, Guid>
        {
            [typeof(DeviceId)] = device.Id, [typeof(GroupId)] = group.Id, [typeof(EnrolmentCodeId)] = code.Id, [typeof(HeldId)] = heldId, [typeof(SessionId)] = session,
            [typeof(UserId)] = Server.Technician.Id, [typeof(LoginId)] = Server.Technician.Login, [typeof(TenantId)] = Server.Tenant, [typeof(TokenId)] = token, [typeof(JobId)] = job, [typeof(RunId)] = run,
        });
        Words = [device.NodeId, key.NodeIdText, device.Name, "secret-"];
        Marks = [.. Words, $"{device.Id}", $"{group.Id}", $"{code.Id}", $"{heldId}", $"{session}", $"{job}", $"{run}", $"{Server.Technician.Id}", $"{Server.Administrator.Id}"];
    }

    public async Task DisposeAsync()
    {
        if (held is not null) await held.DisposeAsync();
        if (online is not null) await online.DisposeAsync();
        await Server.DisposeAsync();
    }
}

/// <summary>What holds for every route, whatever it does; read from the route table.</summary>
public sealed class EveryRouteTests(FullWorld world) : IClassFixture<FullWorld>
{
    /// <summary>What may be asked without signing in: ways of signing in, and nothing else.</summary>
    static readonly string[] open = ["SetUp", "SignIn", "StartPairing", "GetPairing"];

    readonly ServerFixture server = world.Server;

    public static TheoryData<string> All() => [.. RouteTable.Slices.Select(s => s.Name)];
    public static TheoryData<string> Changes() => [.. RouteTable.Slices.Where(s => s.Query is null).Select(s => s.Name)];

    Task<Reply> Ask(Person person, Slice slice)
    {
        var request = person.Request(RouteTable.Verb(slice), world.Asking.Address(slice));
        if (slice.Query is null) request.Content = Content(world.Asking.Body(slice));
        return person.Send(request);
    }

    static StringContent Content(JsonObject body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    void TellsNothing(string name, Reply reply)
    {
        foreach (var mark in name is "FindAudit" or "ExportAudit" ? world.Words : world.Marks) Assert.DoesNotContain(mark, reply.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Nobody_is_asked_to_sign_in_first(string name)
    {
        var reply = await Ask(server.Nobody(from: "127.0.20.1"), RouteTable.Of(name));
        if (open.Contains(name)) Assert.NotEqual("sign-in-first", reply.Code);
        else Assert.Equal((HttpStatusCode.Unauthorized, "sign-in-first"), (reply.Status, reply.Code));
        TellsNothing(name, reply);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_person_without_rights_learns_nothing(string name)
    {
        var slice = RouteTable.Of(name);
        var stranger = Ends(slice) ? await server.AgainAsync(server.Stranger) : server.Stranger;
        var reply = await Ask(stranger, slice);
        TellsNothing(name, reply);
        if (IsAbout(slice)) Assert.True(reply.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{(int)reply.Status}: {reply.Text}");
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_person_of_another_tenant_learns_nothing_there(string name)
    {
        var slice = RouteTable.Of(name);
        var foreigner = Ends(slice) ? await server.AgainAsync(server.Foreigner) : server.Foreigner;
        var reply = await Ask(foreigner, slice);
        TellsNothing(name, reply);
        if (IsAbout(slice) && Names(slice)) Assert.True(reply.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{(int)reply.Status}: {reply.Text}");
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_cookie_of_another_tenant_is_nobodys_here(string name)
    {
        using var here = new Person(server.Address) { Cookie = server.Foreigner.Cookie, Csrf = server.Foreigner.Csrf };
        var reply = await Ask(here, RouteTable.Of(name));
        if (!open.Contains(name)) Assert.Equal(HttpStatusCode.Unauthorized, reply.Status);
        TellsNothing(name, reply);
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task Malformed_JSON_is_said(string name)
    {
        var slice = RouteTable.Of(name);
        foreach (var body in new[] { "{", "[1]", "null", "{\"a\":1,\"a\":2}x", new string('[', 200) })
            Assert.Equal(HttpStatusCode.BadRequest, (await server.Administrator.SendText(RouteTable.Verb(slice), world.Asking.Address(slice), body)).Status);
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task Two_megabytes_are_too_much(string name)
    {
        var slice = RouteTable.Of(name);
        var reply = await server.Administrator.SendText(RouteTable.Verb(slice), world.Asking.Address(slice), $"{{\"name\":\"{new string('x', 2_000_000)}\"}}");
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too-large"), (reply.Status, reply.Code));
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task Only_JSON_is_read(string name)
    {
        var slice = RouteTable.Of(name);
        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "multipart/form-data" })
        {
            var reply = await server.Administrator.SendText(RouteTable.Verb(slice), world.Asking.Address(slice), "{}", type);
            Assert.Equal((HttpStatusCode.UnsupportedMediaType, "not-json"), (reply.Status, reply.Code));
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task Another_sites_page_is_refused(string name)
    {
        var slice = RouteTable.Of(name);
        foreach (var origin in new[] { "https://evil.example", "null", $"https://localhost:{server.Address.Port + 1}", $"http://localhost:{server.Address.Port}" })
        {
            using var request = server.Administrator.Request(RouteTable.Verb(slice), world.Asking.Address(slice));
            request.Headers.Remove("Origin");
            request.Headers.Add("Origin", origin);
            if (slice.Query is null) request.Content = Content(world.Asking.Body(slice));
            var reply = await server.Administrator.Send(request);
            Assert.Equal((HttpStatusCode.Forbidden, "cross-site"), (reply.Status, reply.Code));
        }
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task A_change_carries_the_sessions_token_and_its_origin(string name)
    {
        var slice = RouteTable.Of(name);
        foreach (var (header, value, code) in new[] { ("Mesh-Csrf", null, "csrf"), ("Mesh-Csrf", server.Technician.Csrf, "csrf"), ("Origin", null, "cross-site") })
        {
            using var request = server.Administrator.Request(RouteTable.Verb(slice), world.Asking.Address(slice));
            request.Headers.Remove(header);
            if (value is not null) request.Headers.Add(header, value);
            request.Content = Content(world.Asking.Body(slice));
            var reply = await server.Administrator.Send(request);
            Assert.Equal((HttpStatusCode.Forbidden, code), (reply.Status, reply.Code));
        }
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task A_token_that_may_look_changes_nothing_whoever_owns_it(string name)
    {
        if (open.Contains(name)) return;
        var reply = await Ask(world.Looker, RouteTable.Of(name));
        Assert.True(reply.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{(int)reply.Status}: {reply.Text}");
    }

    [Theory, MemberData(nameof(All))]
    public async Task Every_answer_has_the_security_headers(string name)
    {
        var reply = await Ask(server.Nobody(from: "127.0.20.2"), RouteTable.Of(name));
        Assert.Equal("nosniff", reply.Header("X-Content-Type-Options"));
        Assert.Contains("default-src 'none'", reply.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Null(reply.Header("Server"));
    }

    /// <summary>Does it need a right on something, or on the whole tenant? Making groups is free to all who are not forbidden it.</summary>
    bool IsAbout(Slice slice) => slice.Name is not "CreateGroup" && Need(slice).Rights.Any(r => r.Target is not null || r.Everywhere);

    /// <summary>Does its address or body name a thing of the first tenant?</summary>
    static bool Names(Slice slice) => slice.Asked.GetProperties().Any(p => typeof(IId).IsAssignableFrom(p.PropertyType));

    /// <summary>Would it end the session it is asked in?</summary>
    static bool Ends(Slice slice) => slice.Query is null && slice.Name is "SignOut" or "EndLogin" or "ChangePassword";

    Need Need(Slice slice)
    {
        var all = world.Asking.Body(slice);
        foreach (var property in slice.Asked.GetProperties().Where(p => typeof(IId).IsAssignableFrom(p.PropertyType)))
            all[System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.Name)] = Guid.NewGuid().ToString();
        foreach (var property in slice.Asked.GetProperties().Where(p => p.PropertyType == typeof(Guid))) all[property.Name.ToLowerInvariant()] = Guid.NewGuid().ToString();
        foreach (var property in slice.Asked.GetProperties().Where(p => p.PropertyType == typeof(string) && slice.Route!.Contains($"{{{p.Name}}}", StringComparison.OrdinalIgnoreCase)))
            all[property.Name.ToLowerInvariant()] = "x";
        return slice.Needs(System.Text.Json.JsonSerializer.Deserialize(all, slice.Asked, Json.Web)!);
    }
}
