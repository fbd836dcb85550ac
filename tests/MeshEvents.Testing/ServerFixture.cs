using System.Net;
using MeshEvents.Bus;
using MeshEvents.Contracts.Certificates;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.SignIn;
using MeshEvents.Kernel;
using MeshEvents.Server;
using MeshEvents.Server.Configuration;
using MeshEvents.Server.Wiring;
using MeshEvents.Store;
using MeshEvents.Testing.Http;
using MeshEvents.Wire;
using MeshEvents.Wire.AgentHandshake;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace MeshEvents.Testing;

/// <summary>
/// The real server on a real HTTPS port, with a database and a data folder of its own: nothing of it is replaced but the clock, which can be put forward.
/// People: an administrator by real set-up, a technician, a viewer, a stranger without any right, and the administrator of a second tenant.
/// </summary>
public partial class ServerFixture : IAsyncLifetime
{
    public const string OtherTenant = "other", Password = "correct horse battery";

    readonly string folder = Directory.CreateTempSubdirectory("mesh-server-").FullName;
    readonly List<Person> people = [];
    TestDatabase? home;
    Installation? installation;
    WebApplication? app;
    int port;

    public ManualClock Clock { get; } = new();
    public TestLog Log { get; } = new();
    public virtual Uri Address => new($"https://localhost:{port}/");
    public string DataFolder => folder;
    public string ConnectionString => home!.ConnectionString;

    /// <summary>What stands under <c>settings</c> in its config.json.</summary>
    protected virtual string Settings => "{}";

    public Person Administrator { get; private set; } = null!;
    public Person Technician { get; private set; } = null!;
    public Person Viewer { get; private set; } = null!;
    public Person Stranger { get; private set; } = null!;
    public Person Foreigner { get; private set; } = null!;

    public Guid Tenant => Get<TenantMap>().First.Id;
    public Guid ForeignTenant => Get<TenantMap>().Named(OtherTenant)!.Id;

    public T Get<T>() where T : notnull => app!.Services.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        await StartWithoutPeopleAsync();
        Administrator = await SetUpAsync("", "admin");
        Foreigner = await SetUpAsync("/" + OtherTenant, "foreign-admin");
        Technician = await NewPersonAsync("technician");
        Viewer = await NewPersonAsync("viewer");
        Stranger = await NewPersonAsync("stranger");
        await MakeWorldAsync();
    }

    /// <summary>The server's own port, whatever stands in front of it.</summary>
    public int Port => port;

    /// <summary>A server that nobody has set up.</summary>
    public virtual async Task StartWithoutPeopleAsync()
    {
        home = await (await PostgresServer.RunningAsync()).NewDatabaseAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), $$"""{ "settings": {{Settings}}, "domains": { "": {}, "{{OtherTenant}}": {} } }""");
        WriteFile("console/index.html", "<!doctype html><meta name=\"mesh-base\" content=\"__BASE__\"><title>console</title><script nonce=\"__NONCE__\"></script>");
        WriteFile("agents/linux-x64/meshevents-agent", "#!/bin/sh\necho a pretended agent\n");
        await StartAsync();
    }

    void WriteFile(string name, string text)
    {
        var file = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// Outside the range from which the system draws ports for outgoing connections, so that nobody takes it in between.
    async Task StartAsync()
    {
        for (var tries = 0; ; tries++)
        {
            var wanted = port != 0 ? port : Random.Shared.Next(15_000, 30_000);
            try
            {
                installation = await Installation.OpenAsync(CommandLine.Parse(
                    ["--data", folder, "--port", $"{wanted}", "--postgres", home!.ConnectionString, "--fastcert", "--console", Path.Combine(folder, "console"), "--agents", Path.Combine(folder, "agents")]));
                port = wanted;
                break;
            }
            catch (ConfigException e) when (port == 0 && tries < 20 && e.Message.Contains("in use", StringComparison.Ordinal)) { Log.Note($"port {wanted} is taken"); }
        }
        app = ServerApp.Build(installation, [], more: builder =>
        {
            builder.Logging.ClearProviders().AddProvider(Log);
            builder.Services.AddSingleton<TimeProvider>(Clock);
            Wire(builder);
        });
        await app.StartAsync();
    }

    /// <summary>What a test puts in the server's place, or beside it.</summary>
    protected virtual void Wire(WebApplicationBuilder builder) { }

    /// <summary>Stops the server and starts it again on the same data; all sockets break.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Does this while the server does not run.</summary>
    public async Task WhileStoppedAsync(Func<Task> meanwhile)
    {
        await StopAsync();
        try { await meanwhile(); }
        finally { await StartAsync(); }
    }

    async Task StopAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
        if (installation is not null) await installation.DisposeAsync();
        (app, installation) = (null, null);
    }

    /// <summary>A fresh one-time code, as the server's console would show it.</summary>
    /// <param name="domain">Whose; the first tenant's without one.</param>
    public string NewSetUpCode(string domain = "") => Get<SetUpCode>().Make(Get<TenantMap>().Named(domain)!.Id);

    async Task<Person> SetUpAsync(string path, string name)
    {
        var person = Nobody(path);
        var done = await person.Post("/api/setup", new { code = NewSetUpCode(path.TrimStart('/')), name, email = $"{name}@example.org", password = Password, groupName = $"first group of {name}" }).Be(HttpStatusCode.OK);
        person.Take(done, name, Password);
        return person;
    }

    /// <param name="from">An address of the loopback network.</param>
    public Person Nobody(string path = "", string from = "127.0.0.1")
    {
        var person = new Person(Address, path, from);
        people.Add(person);
        return person;
    }

    /// <summary>A new account of the first tenant, signed in. It holds no right.</summary>
    public async Task<Person> NewPersonAsync(string? name = null)
    {
        name ??= $"person-{Guid.NewGuid():N}";
        await Administrator.Post("/api/users", new { name, password = Password }).Be(HttpStatusCode.Created);
        return await Nobody().SignIn(name, Password);
    }

    /// <summary>The same person in another browser.</summary>
    public Task<Person> AgainAsync(Person person, string from = "127.0.0.1") => Nobody(person.Path, from).SignIn(person.Name, person.Password);

    public Task GiveAsync(Guid group, Person to, uint rights) =>
        Administrator.Put($"/api/groups/{group}/people", new { name = to.Name, rights }).Be(HttpStatusCode.NoContent);

    /// <summary>Does this stream have any event?</summary>
    public async Task<bool> HasHistoryAsync(Guid stream) => await CountAsync("select count(*) from events.mt_events where stream_id = $1", stream) > 0;

    /// <summary>The facts of a stream, oldest first.</summary>
    public async Task<IReadOnlyList<IEvent>> HistoryAsync(Guid stream, Guid? tenant = null) => await Get<EventStore>().StreamAsync(tenant ?? Tenant, stream);

    /// <summary>Waits until the views have taken in everything up to this event.</summary>
    public async Task SettledAsync(long sequence)
    {
        foreach (var view in Get<Projections>().All.Where(v => !v.IsInline)) await Get<EventStore>().WaitForAsync(view.Name, sequence, Waiting.Patience);
    }

    public async Task<long> CountAsync(string sql, params object[] values)
    {
        await using var command = installation!.Database.Owner.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task RunAsync(string sql, params object[] values)
    {
        await using var command = installation!.Database.Owner.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Is this the proof of the key by which this server is known to its agents (spec/agent-handshake.md 5.1)?</summary>
    public bool ProvesItself(AuthVerify proof, Bytes48 webHash, Bytes48 agentNonce, Bytes48 serverNonce)
    {
        var certificate = Get<ICertificates>().AgentServer;
        using var key = System.Security.Cryptography.X509Certificates.RSACertificateExtensions.GetRSAPublicKey(certificate)!;
        return proof.Certificate.AsSpan().SequenceEqual(certificate.RawData)
            && key.VerifyData(SignatureInputs.ServerSignatureInput(webHash, agentNonce, serverNonce), proof.Signature, System.Security.Cryptography.HashAlgorithmName.SHA384, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
    }

    public virtual async Task DisposeAsync()
    {
        foreach (var person in people) person.Dispose();
        await StopAsync();
        if (home is not null) await home.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
