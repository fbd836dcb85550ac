using System.Text.Json.Nodes;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;

namespace MeshEvents.Identity.Access;

/// <summary>The one permission check point: judges a need by the table in <see cref="Rights"/>.</summary>
sealed class Access(RightsNow rights, Operators operators) : IAccess
{
    static readonly Judgement allowed = new(Verdict.Allowed), signInFirst = new(Verdict.SignInFirst), forbidden = new(Verdict.Forbidden), hidden = new(Verdict.Hidden);

    public async ValueTask<Judgement> JudgeAsync(Actor actor, Need need, CancellationToken stop) => need switch
    {
        Need.Open => allowed,
        Need.AnyAccount => actor.SignedIn ? allowed : signInFirst,
        Need.OwnSignIn => actor.Kind is ActorKind.User ? allowed : actor.SignedIn ? forbidden : signInFirst,
        Need.SystemOnly => actor.Kind is ActorKind.System ? allowed : hidden,
        Need.AgentOnly => actor.Kind is ActorKind.Agent or ActorKind.System ? allowed : hidden,
        Need.Both both => Worse(await JudgeAsync(actor, both.First, stop), await JudgeAsync(actor, both.Second, stop)),
        Need.Right right => await JudgeAsync(actor, right, stop),
        _ => hidden,
    };

    async ValueTask<Judgement> JudgeAsync(Actor actor, Need.Right right, CancellationToken stop)
    {
        if (actor.Kind is ActorKind.System) return allowed;
        if (!actor.SignedIn) return actor.Kind is ActorKind.Agent ? hidden : signInFirst;

        if (Rights.IsSite(right.Permission))
        {
            // the installation is operated from its first tenant alone: what is done to it is done to all of them
            if (right.Permission == SitePermissions.Operate.Name && actor.Tenant != operators.Tenant) return forbidden;
            var site = await rights.OnSiteAsync(actor, stop);
            return Rights.HoldsOnSite(site, right.Permission) ? Used(site, "site", null) : forbidden;
        }
        if (right.Target is not { } target) return allowed;           // held somewhere: the rows are filtered anyway
        if (right.Of == typeof(UserId)) return target == actor.Id ? allowed : hidden;

        var group = right.Of == typeof(GroupId) ? new(target) : await rights.GroupOfAsync(actor.Tenant, target);
        if (group is not { } home) return hidden;
        var bits = await rights.OnGroupAsync(actor, home, stop);
        if (bits == 0) return hidden;
        return Rights.Holds(bits, right.Permission) ? Used(bits, "group", home) : forbidden;
    }

    public async ValueTask<bool> MaySeeAsync(Actor reader, Guid audience, CancellationToken stop)
    {
        if (audience == reader.Id) return true;
        if (audience == reader.Tenant) return Rights.HoldsOnSite(await rights.OnSiteAsync(reader, stop), SitePermissions.AdmitHeld.Name);
        return await rights.OnGroupAsync(reader, new(audience), stop) != 0;
    }

    static Judgement Used(uint bits, string from, GroupId? group) =>
        new(Verdict.Allowed, new JsonObject { ["bits"] = bits, ["from"] = group is { } g ? $"{from}:{g}" : from });

    static Judgement Worse(Judgement one, Judgement other)
    {
        if (one.Verdict is not Verdict.Allowed && other.Verdict is not Verdict.Allowed) return one.Verdict >= other.Verdict ? one : other;
        return one.Verdict is Verdict.Allowed ? other : one;
    }
}
