using System.Collections.Concurrent;
using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Inventory;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Inventory;
using MeshEvents.Agent.Platform.Terminal;
using MeshEvents.Agent.Tests.Support;
using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Agent.Tests.Inventory;

/// <summary>What is told to the server, and what is not told twice.</summary>
public sealed class InventoryReporterTests : IAsyncDisposable
{
    readonly ManualTime time = new();
    readonly ChangingMachine machine = new();
    readonly ConcurrentQueue<ControlMessage> sent = new();
    readonly CancellationTokenSource stop = new();
    readonly InventoryReporter reporter;
    readonly Task running;

    public InventoryReporterTests()
    {
        reporter = new(machine, new(machine, CommandPolicy.Everything, ConsentBits.AskDesktop, []), time);
        running = reporter.RunAsync(SendAsync, stop.Token);

        Task SendAsync(ControlMessage message)
        {
            sent.Enqueue(message);
            return Task.CompletedTask;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
    }

    async Task LookAgainAsync()
    {
        var before = machine.Looks;
        time.Advance(InventoryReporter.Every);
        await Deadline.Until(() => machine.Looks > before, "another look");
    }

    [Fact] public async Task The_first_look_tells_all_and_the_next_nothing()
    {
        await Deadline.Until(() => sent.Count == 3, "the first look");
        Assert.Equal([typeof(SysInfoCheck), typeof(CoreInfo), typeof(NetInfo)], sent.Select(m => m.GetType()));
        await LookAgainAsync();
        await LookAgainAsync();
        Assert.Equal((uint)ConsentBits.AskDesktop, Assert.Single(sent.OfType<CoreInfo>()).MeshEvents!.Consent);
    }

    [Fact] public async Task Who_signs_in_is_told_at_the_next_look()
    {
        await Deadline.Until(() => sent.Count == 3, "the first look");
        machine.SignedIn = ["ada"];
        await LookAgainAsync();
        await Deadline.Until(() => sent.OfType<CoreInfo>().Count() == 2, "the change");
        Assert.Equal(["ada"], sent.OfType<CoreInfo>().Last().Users);
    }

    [Fact] public async Task Hardware_is_sent_when_asked_for_and_when_it_changes()
    {
        reporter.ServerHas(null);
        await Deadline.Until(() => sent.OfType<SysInfo>().Count() == 1, "the hardware");
        var first = sent.OfType<SysInfo>().Single().Data;
        Assert.Equal(96, first.Hash.Length);
        Assert.Equal(1024, first.Hardware.GetProperty("memoryBytes").GetInt64());

        reporter.ServerHas(first.Hash);
        await LookAgainAsync();
        await LookAgainAsync();
        Assert.Single(sent.OfType<SysInfo>());

        machine.Memory = 2048;
        await LookAgainAsync();
        await Deadline.Until(() => sent.OfType<SysInfo>().Count() == 2, "the change");
        Assert.NotEqual(first.Hash, sent.OfType<SysInfo>().Last().Data.Hash);
    }

    [Fact] public async Task A_machine_without_shells_offers_no_terminal()
    {
        machine.Offered = [];
        await LookAgainAsync();
        await Deadline.Until(() => sent.OfType<CoreInfo>().LastOrDefault()?.Caps == (uint)(AgentCapabilities.Files | AgentCapabilities.SignedCommands), "the change");
        Assert.Equal(["files", "files-resume", "tcp", "consent"], sent.OfType<CoreInfo>().Last().MeshEvents!.Features);
    }

    sealed class ChangingMachine : IMachine
    {
        int looks;

        public int Looks => Volatile.Read(ref looks);
        public IReadOnlyList<string> SignedIn { get; set; } = [];
        public IReadOnlyList<string> Offered { get; set; } = ["/bin/sh"];
        public long Memory { get; set; } = 1024;

        public uint AgentId => 6;
        public uint PlatformType => 1;
        public string OsDescription => "Test OS 1";
        public bool IsAdministrator => false;
        public DateTimeOffset? LastBoot => DateTimeOffset.UnixEpoch;
        public MeshEvents.Agent.Platform.Files.IFileSystem OpenFiles(IReadOnlyList<string> roots) => throw new PlatformNotSupportedException();
        public MeshEvents.Agent.Platform.Programs.IPrograms Programs => Machine.Current.Programs;
        public IScreens Screens { get; } = new NoScreens("tests");
        public MeshEvents.Agent.Platform.Upkeep.MachineUpkeep Upkeep => MeshEvents.Agent.Platform.Upkeep.MachineUpkeep.None("tests");
        public IPrivateFiles Files => Machine.Current.Files;
        public IAgentService Service => Machine.Current.Service;
        public IReadOnlyList<string> Shells() => Offered;
        public MachineInventory Inventory() => new(new("Test OS 1", null, "x64"), new(null, null, 1), Memory, BoardFacts.Unknown, []);
        public IPseudoTerminal OpenTerminal(TerminalStart start) => throw new PlatformNotSupportedException("No terminals here.");

        public IReadOnlyList<string> Users()
        {
            Interlocked.Increment(ref looks);
            return SignedIn;
        }
    }
}
