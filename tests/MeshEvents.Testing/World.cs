using System.Net;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Devices.Features;
using MeshEvents.Kernel;
using MeshEvents.Testing.Agents;
using MeshEvents.Testing.Http;
using MeshEvents.Wire;
using MeshEvents.Wire.MeshIds;
using Xunit;

namespace MeshEvents.Testing;

/// <param name="MeshId">What an agent shows to join it.</param>
public sealed record TestGroup(Guid Id, string Name, Bytes48 MeshId);

/// <param name="Version">Of its stream after it was enrolled.</param>
public sealed record TestDevice(Guid Id, TestGroup Group, string Name, string NodeId, long Version);

/// <summary>The things of the first tenant that tests look at.</summary>
public partial class ServerFixture
{
    static readonly uint technician = Rights.Presets.Single(p => p.Name == "Technician").Bits, looker = Rights.Presets.Single(p => p.Name == "Look only").Bits;

    /// <summary>A group on which the technician and the viewer have their rights.</summary>
    public TestGroup Group { get; private set; } = null!;

    async Task MakeWorldAsync() => Group = await NewGroupAsync("workshop");

    /// <summary>Made by the administrator; technician and viewer hold their rights on it.</summary>
    public async Task<TestGroup> NewGroupAsync(string? name = null)
    {
        name ??= $"group {Guid.NewGuid():N}";
        var group = await BareGroupAsync(Administrator, name);
        await GiveAsync(group.Id, Technician, technician);
        await GiveAsync(group.Id, Viewer, looker);
        return group;
    }

    /// <summary>A group on which only its maker has rights.</summary>
    public async Task<TestGroup> BareGroupAsync(Person maker, string? name = null)
    {
        name ??= $"group {Guid.NewGuid():N}";
        var made = await maker.Post("/api/groups", new { name }).Be(HttpStatusCode.Created);
        var tenant = maker.Path is "" ? Tenant : ForeignTenant;
        var created = Assert.IsType<GroupCreated>((await HistoryAsync(made.Id, tenant))[0].Data);
        Assert.True(MeshIdText.TryParse(created.MeshId, out var meshId));
        return new(made.Id, name, meshId);
    }

    /// <summary>A device that is known and not connected; enrolled through the pipeline, without a socket.</summary>
    public async Task<TestDevice> NewDeviceAsync(string? name = null, TestGroup? group = null)
    {
        name ??= $"pc-{Guid.NewGuid():N}"[..20];
        group ??= Group;
        var node = MeshIdText.ToText(Bytes48.Random());
        var by = new Actor(ActorKind.Agent, Guid.NewGuid(), name, Tenant, Via.Agent, "127.0.0.1");
        var outcome = await Get<ICommandBus>().InvokeAsync(new EnrollDevice(node, MeshIdText.ToText(group.MeshId), name, Platform.Linux), by);
        Assert.Null(outcome.Refused);
        await SettledAsync(outcome.Sequence);
        return new(outcome.Id, group, name, node, outcome.Version);
    }

    /// <summary>A connected device that offers everything.</summary>
    public async Task<(TestDevice Device, FakeAgent Agent)> OnlineDeviceAsync(TestGroup? group = null, AgentKey? key = null, bool signed = false)
    {
        group ??= Group;
        key ??= new();
        var name = $"pc-{Guid.NewGuid():N}"[..20];
        var agent = await FakeAgent.OnlineAsync(this, key, group.MeshId, name, signed: signed);
        var id = await DeviceOfAsync(key);
        await Waiting.Until(async () => (await HistoryAsync(id)).Any(e => e.Data is DeviceOffersChanged), "the device's offers to be known");
        await Waiting.Until(async () => await CountAsync("select count(*) from devices.device_sheet where id = $1", id) == 1, "the device to be shown");
        return (new(id, group, name, key.NodeIdText, 1), agent);
    }

    /// <summary>The device that was enrolled with this key.</summary>
    public async Task<Guid> DeviceOfAsync(AgentKey key)
    {
        await Waiting.Until(async () => await DevicesOfAsync(key) == 1, "the device to be enrolled");
        return await Waiting.For(async () => (object?)await IdAsync(key.NodeIdText), "the device's id") is Guid id ? id : default;
    }

    public Task<long> DevicesOfAsync(AgentKey key) => CountAsync("select count(*) from devices.agent_identity where node_id = $1", key.NodeIdText);

    async Task<Guid?> IdAsync(string nodeId)
    {
        await using var command = installation!.Database.Owner.CreateCommand("select id from devices.agent_identity where node_id = $1");
        command.Parameters.Add(new() { Value = nodeId });
        return (Guid?)await command.ExecuteScalarAsync();
    }
}
