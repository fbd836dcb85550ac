using System.Net;
using System.Net.Sockets;
using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Platform.Upkeep;
using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Actions;

/// <summary>What actions make of their arguments, and of what the machine says.</summary>
public sealed class MachineActionTests
{
    sealed class Recorder : IPower, IProcesses, IServices, IAddressOpener, IAgentService
    {
        public List<string> Asked { get; } = [];
        public string? Missing { get; init; }
        public AgentPlaces Places => new("/nowhere/agent", "/nowhere");

        public string? WhyNot() => Missing;
        public string? WhyNoRemoval() => Missing;
        public void RemoveSoon() => Asked.Add("remove");
        public IReadOnlyList<string> Install(AgentPlaces places) => [];
        public IReadOnlyList<string> Uninstall() => [];
        public string Describe() => "";
        public IReadOnlyList<ProcessFacts> List() => [.. Enumerable.Range(1, 20_000).Select(i => new ProcessFacts(i, 1, "root", "x", new string('y', 300), TimeSpan.FromSeconds(1.234), 4096, DateTimeOffset.UnixEpoch))];
        public Task<IReadOnlyList<ServiceFacts>> ListAsync(CancellationToken stop) => Task.FromResult<IReadOnlyList<ServiceFacts>>([new("cups.service", "CUPS", "active", "running")]);

        public Task ChangeAsync(PowerChange to, CancellationToken stop) => Note($"power {to}");
        public Task ChangeAsync(string name, ServiceChange to, CancellationToken stop) => Note($"{to} {name}");
        public Task OpenAsync(Uri address, CancellationToken stop) => Note($"open {address}");

        public Task<bool> EndAsync(int id, DateTimeOffset startedAt, TimeSpan patience)
        {
            Asked.Add($"end {id} {startedAt.ToUnixTimeMilliseconds()}");
            return Task.FromResult(false);
        }

        Task Note(string what)
        {
            Asked.Add(what);
            return Task.CompletedTask;
        }
    }

    static IReadOnlyList<IAction> On(Recorder machine) =>
        [new ChangePower(machine), new EndProcess(machine), new ChangeService(machine), new OpenAddress(machine), new ListProcesses(machine), new ListServices(machine), new UninstallAgent(machine)];

    [Theory]
    [InlineData("power", """{"to":"off"}""", "power Off")]
    [InlineData("power", """{"to":"restart"}""", "power Restart")]
    [InlineData("power", """{"to":"sleep"}""", "power Sleep")]
    [InlineData("end-process", """{"pid":4711,"startedAt":1000}""", "end 4711 1000")]
    [InlineData("change-service", """{"name":"cups.service","to":"restart"}""", "Restart cups.service")]
    [InlineData("open", """{"address":"https://example.org/a"}""", "open https://example.org/a")]
    [InlineData("uninstall", "{}", "remove")]
    public async Task Is_passed_on(string name, string arguments, string asked)
    {
        var machine = new Recorder();
        Assert.Equal(ActionEnd.Done, (await Asked.DoAsync(On(machine).Single(a => a.Name == name), arguments)).End);
        Assert.Equal(asked, Assert.Single(machine.Asked));
    }

    [Theory]
    [InlineData("power", """{"to":"hibernate"}""")]
    [InlineData("power", "[]")]
    [InlineData("end-process", """{"pid":0,"startedAt":1000}""")]
    [InlineData("end-process", """{"pid":"4711"}""")]
    [InlineData("change-service", """{"name":"cups.service","to":"mask"}""")]
    [InlineData("change-service", """{"to":"stop"}""")]
    [InlineData("open", """{"address":"file:///etc/passwd"}""")]
    [InlineData("open", """{"address":7}""")]
    public async Task What_makes_no_sense_is_refused(string name, string arguments)
    {
        var machine = new Recorder();
        Assert.Equal(ActionEnd.Refused, (await Asked.DoAsync(On(machine).Single(a => a.Name == name), arguments)).End);
        Assert.Empty(machine.Asked);
    }

    [Fact] public void What_the_machine_cannot_do_is_not_offered() => Assert.All(On(new() { Missing = "Not here." }), a => Assert.Equal((false, "Not here."), (a.Works, a.WhyNot)));

    [Fact] public async Task A_list_too_long_for_an_answer_is_cut_and_says_so()
    {
        var outcome = await Asked.DoAsync(new ListProcesses(new Recorder()), "{}");
        Assert.InRange(outcome.Result!.Length, 800 << 10, 1 << 20);
        Assert.True(outcome.Json().GetProperty("cut").GetBoolean());
        var first = outcome.Json().GetProperty("processes")[0];
        Assert.Equal((1, 1.23, 200), (first.GetProperty("pid").GetInt32(), first.GetProperty("cpuSeconds").GetDouble(), first.GetProperty("command").GetString()!.Length));
    }

    [Fact] public async Task Services_are_listed() =>
        Assert.Equal("""{"services":[{"name":"cups.service","description":"CUPS","state":"active","detail":"running"}]}""", (await Asked.DoAsync(new ListServices(new Recorder()), "{}")).Json().GetRawText());

    [Fact] public async Task A_magic_packet_arrives_as_the_card_wants_it()
    {
        using var card = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var packets = new MagicPackets(() => [(IPAddress.Loopback, IPAddress.Loopback)], ((IPEndPoint)card.Client.LocalEndPoint!).Port);
        var outcome = await Asked.DoAsync(new WakeDevices(packets), """{"macs":["00:11:22:33:44:ff"]}""");
        Assert.Equal((ActionEnd.Done, "Sent on one network."), (outcome.End, outcome.Why));
        var packet = (await Deadline.Within(card.ReceiveAsync(), "the packet")).Buffer;
        byte[] mac = [0x00, 0x11, 0x22, 0x33, 0x44, 0xff];
        Assert.Equal([.. Enumerable.Repeat((byte)0xff, 6), .. Enumerable.Repeat(mac, 16).SelectMany(m => m)], packet);
    }

    [Theory]
    [InlineData("""{"macs":[]}""")]
    [InlineData("""{"macs":["00:11:22"]}""")]
    [InlineData("""{"macs":["nonsense"]}""")]
    [InlineData("""{"macs":"00:11:22:33:44:55"}""")]
    public async Task What_is_no_card_is_not_woken(string arguments) =>
        Assert.Equal(ActionEnd.Refused, (await Asked.DoAsync(new WakeDevices(new(() => [(IPAddress.Loopback, IPAddress.Loopback)])), arguments)).End);
}
