using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Channels;
using MeshEvents.Agent.Channels.Consent;
using MeshEvents.Agent.Channels.Desktop;
using MeshEvents.Agent.Channels.Files;
using MeshEvents.Agent.Channels.Tcp;
using MeshEvents.Agent.Channels.Terminal;
using MeshEvents.Agent.Connection;
using MeshEvents.Agent.Inventory;
using MeshEvents.Agent.Journal;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.State;
using MeshEvents.Wire.ControlMessages;
using MeshEvents.Wire.MeshIds;

namespace MeshEvents.Agent.Tests.Support;

/// <summary>The agent's own classes in this process, with a state folder that is removed at the end.</summary>
sealed class AgentUnderTest : IAsyncDisposable
{
    public static readonly string GroupHex = string.Concat(Enumerable.Range(1, 48).Select(i => i.ToString("X2")));

    static readonly Lazy<byte[]> Key = new(MakeKey);

    CancellationTokenSource stop = new();
    readonly StringWriter said = new();
    readonly TimeProvider time;
    readonly IScreens screens;
    Task running = Task.CompletedTask;

    public string Folder { get; } = Directory.CreateTempSubdirectory("agent-").FullName;

    public DeviceFiles Files { get; private set; } = null!;

    public TerminalSessions Terminals { get; private set; } = null!;

    /// <summary>All the agent has said in its log.</summary>
    public string Said
    {
        get { lock (said) return said.ToString(); }
    }

    readonly IReadOnlyList<string> roots;
    readonly ConsentBits consent;
    INotices notices = null!;

    readonly CommandPolicy policies;
    readonly IReadOnlyList<IAction> actions;

    AgentUnderTest(TimeProvider time, IScreens screens, ConsentBits consent, IReadOnlyList<string> roots, CommandPolicy policies, IReadOnlyList<IAction> actions) =>
        (this.time, this.screens, this.consent, this.roots, this.policies, this.actions) = (time, screens, consent, roots, policies, actions);

    public static AgentUnderTest Start(SpecServer server, string more = "", TimeProvider? time = null, IScreens? screens = null, ConsentBits consent = ConsentBits.None, params IReadOnlyList<string> roots)
    {
        var agent = new AgentUnderTest(time ?? TimeProvider.System, screens ?? new NoScreens("tests"), consent, roots, CommandPolicy.Everything, []);
        WriteState(agent.Folder, server, more);
        agent.Run();
        return agent;
    }

    /// <summary>One that does these things and no others.</summary>
    public static AgentUnderTest StartWith(SpecServer server, CommandPolicy policies, params IReadOnlyList<IAction> actions)
    {
        var agent = new AgentUnderTest(TimeProvider.System, new NoScreens("tests"), ConsentBits.None, [], policies, actions);
        WriteState(agent.Folder, server);
        agent.Run();
        return agent;
    }

    /// <summary>Settings for this server, and the key that all tests share because making one takes long.</summary>
    public static void WriteState(string folder, SpecServer server, string more = "")
    {
        File.WriteAllText(Path.Combine(folder, StateFolder.SettingsName),
            $"MeshName=test\r\nMeshType=2\r\nMeshID=0x{GroupHex}\r\nServerID={Convert.ToHexString(server.ServerId)}\r\nMeshServer={server.Address}\r\n{more}");
        File.WriteAllBytes(Path.Combine(folder, StateFolder.IdentityName), Key.Value);
    }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await Deadline.Within(running, "the agent to stop");
    }

    /// <summary>Ends it and starts it again in the same state folder, as after a restart of the machine.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await EndAsync();
        stop = new();
        Run();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await EndAsync();
        Directory.Delete(Folder, recursive: true);
    }

    async Task EndAsync()
    {
        await Terminals.StopAsync();
        await notices.DisposeAsync();
        Files.Dispose();
    }

    void Run()
    {
        var log = new AgentLog(new LockedWriter(said), time);
        Terminals = new TerminalSessions(Machine.Current, log, time);
        var policy = FilesPolicy.Everything with { Roots = roots };
        Files = new DeviceFiles(Machine.Current, policy, new PartLedger(Folder), TimeProvider.System);
        notices = screens.NewNotices(TimeProvider.System);
        var gate = new ConsentGate(notices, new(consent), log, TimeProvider.System);
        var tunnels = new TunnelOpener(Terminals, Files, new SharedScreen(screens, log, time), TcpPolicy.Everything, gate, log, time, stop.Token);
        running = RunAsync();

        async Task RunAsync()
        {
            using var folder = StateFolder.Open(Folder, Machine.Current.Files);
            using var identity = AgentIdentity.LoadOrCreate(folder);
            using var journal = CommandJournal.Open(folder, time);
            var gate = new CommandGate(MeshIdText.ToText(identity.NodeId), policies, journal, actions, tunnels, log, stop.Token);
            await new AgentLoop(Machine.Current, folder, folder.Settings, new AgentOffers(Machine.Current, policies, consent, actions), gate, log, time, new Random(1)).RunAsync(identity, stop.Token);
            await tunnels.DrainAsync();
        }
    }

    static byte[] MakeKey()
    {
        var folder = Directory.CreateTempSubdirectory("agent-key-").FullName;
        try
        {
            using var state = StateFolder.Open(folder, Machine.Current.Files);
            using var identity = AgentIdentity.LoadOrCreate(state);
            return File.ReadAllBytes(state.Identity);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Writes under the same lock under which <see cref="Said"/> reads.</summary>
    sealed class LockedWriter(StringWriter to) : TextWriter
    {
        public override System.Text.Encoding Encoding => to.Encoding;

        public override void WriteLine(string? line)
        {
            lock (to) to.WriteLine(line);
        }
    }
}
