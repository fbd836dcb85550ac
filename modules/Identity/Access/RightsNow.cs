using System.Collections.Concurrent;
using System.Collections.Frozen;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Access;

/// <summary>What one person holds, as of its making. Immutable: a change of a right drops it.</summary>
sealed record RightsMap(uint Site, FrozenDictionary<Guid, uint> Groups);

/// <summary>
/// Rights from memory. Maps are built by one query over Identity's inline views and dropped, in this process, by the commit that changes a right, before
/// its asker gets the answer.
/// </summary>
sealed class RightsNow(ReadsFor reads) : IRightsNow, IScopes, IOnCommit
{
    readonly ConcurrentDictionary<(Guid Tenant, Guid User), Task<RightsMap>> maps = [];
    readonly ConcurrentDictionary<(Guid Tenant, Guid Thing), Home> homes = [];

    int moves;

    public event Action<RightsChanged>? Changed;

    public async ValueTask<uint> OnSiteAsync(Actor actor, CancellationToken stop) => actor switch
    {
        { Kind: ActorKind.System } => Rights.Full,
        { SignedIn: true, Within: { } most } => Rights.NarrowedOnSite((await MapAsync(actor)).Site, most),
        { SignedIn: true } => (await MapAsync(actor)).Site,
        _ => 0,
    };

    public async ValueTask<uint> OnGroupAsync(Actor actor, GroupId group, CancellationToken stop) => actor switch
    {
        { Kind: ActorKind.System } => Rights.Full,
        { SignedIn: true } => Narrowed((await MapAsync(actor)).Groups.GetValueOrDefault(group.Value), actor),
        _ => 0,
    };

    public async ValueTask<uint> OnDeviceAsync(Actor actor, DeviceId device, CancellationToken stop) =>
        await GroupOfAsync(actor.Tenant, device.Value) is { } group ? await OnGroupAsync(actor, group, stop) : 0;

    public async ValueTask<Scope> ScopeAsync(Actor by, string permission, CancellationToken stop)
    {
        if (by.Kind is ActorKind.System) return new(true, [], []);
        if (!by.SignedIn) return new(false, [], []);
        var map = await MapAsync(by);
        return new(false, [.. map.Groups.Where(g => Rights.Holds(Narrowed(g.Value, by), permission)).Select(g => g.Key)], []);
    }

    static uint Narrowed(uint bits, Actor actor) => actor.Within is { } most ? Rights.Narrowed(bits, most) : bits;

    /// <summary>The group a device, an enrolment code or a session belongs to; null when there is no such thing in this tenant.</summary>
    public async ValueTask<GroupId?> GroupOfAsync(Guid tenant, Guid thing)
    {
        for (var hops = 0; hops < 3; hops++)
        {
            if (await HomeAsync(tenant, thing) is not { } home) return null;
            if (home.Group is { } group) return group;
            thing = home.Device?.Value ?? Guid.Empty;
        }
        return null;
    }

    async ValueTask<Home?> HomeAsync(Guid tenant, Guid thing)
    {
        if (homes.TryGetValue((tenant, thing), out var known)) return known;
        var moved = Volatile.Read(ref moves);
        if (await reads.Tenant(tenant).RowAsync<Home>(new Thing(thing)) is not { } home) return null;
        // read before a move and kept after it, it would judge by the old group for ever
        if (moved == Volatile.Read(ref moves)) homes[(tenant, thing)] = home;
        return home;
    }

    async Task<RightsMap> MapAsync(Actor actor)
    {
        var key = (actor.Tenant, actor.Id);
        var map = maps.GetOrAdd(key, k => BuildAsync(k.Tenant, k.User));
        try { return await map; }
        catch
        {
            maps.TryRemove(new(key, map));       // a failed query is asked again, not remembered
            throw;
        }
    }

    async Task<RightsMap> BuildAsync(Guid tenant, Guid user)
    {
        var asked = reads.Tenant(tenant);
        var site = await asked.RowAsync<UserRow>(new UserId(user)) is { } row ? row.SiteRights : 0;
        var groups = await asked.SqlAsync($"select id, (data->'people'->>{user.ToString()})::bigint from identity.group_people where tenant_id = {asked.TenantText} and data->'people' ? {user.ToString()}",
            r => (Id: r.GetGuid(0), Bits: (uint)r.GetInt64(1)));
        return new(site, groups.ToFrozenDictionary(g => g.Id, g => g.Bits));
    }

    public void OnCommit(IReadOnlyList<IEvent> events)
    {
        foreach (var e in events)
        {
            switch (e.Data)
            {
                case GroupRightsGiven x: Drop(e.By.Tenant, x.UserId); break;
                case GroupRightsTaken x: Drop(e.By.Tenant, x.UserId); break;
                case SiteRightsChanged: Drop(e.By.Tenant, new(e.StreamId)); break;
                case UserCreated: maps.TryRemove((e.By.Tenant, e.StreamId), out _); break;
                case GroupDeleted: DropAll(e.By.Tenant); break;
                case DeviceMoved:
                    Interlocked.Increment(ref moves);
                    homes.TryRemove((e.By.Tenant, e.StreamId), out _);
                    Changed?.Invoke(new(e.By.Tenant, Device: new(e.StreamId)));
                    break;
                case LoginEnded or TokenEnded: Changed?.Invoke(new(e.By.Tenant, Login: new(e.StreamId))); break;
            }
        }
    }

    void Drop(Guid tenant, UserId user)
    {
        maps.TryRemove((tenant, user.Value), out _);
        Changed?.Invoke(new(tenant, user));
    }

    void DropAll(Guid tenant)
    {
        foreach (var key in maps.Keys.Where(k => k.Tenant == tenant)) maps.TryRemove(key, out _);
        Changed?.Invoke(new(tenant));
    }

    readonly record struct Thing(Guid Value) : IId;
}
