using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Features;

/// <summary>Set an account's site rights, from the server's own command line.</summary>
public sealed record ChangeSiteRights(UserId UserId, uint Rights) : ICommand
{
    internal static Task<Tenant?> Load(ChangeSiteRights c, Reads reads) => reads.AggregateAsync<Tenant>(new TenantId(reads.Tenant));

    public static Decision Decide(ChangeSiteRights c, User user, Tenant tenant, Ask ask)
    {
        if (user.SiteRights == c.Rights) return Decision.Nothing;
        Decision changed = new SiteRightsChanged(user.SiteRights, c.Rights);
        // an administrator made by hand ends set-up as the link would have
        return c.Rights == Contracts.Identity.Rights.Full && !tenant.SetUp ? changed.Also(new TenantId(ask.By.Tenant), new SetUpFinished(c.UserId)) : changed;
    }

    internal static void Map(Slices slices) => slices.Change<User, ChangeSiteRights, Tenant>(Slices.Inside, _ => Need.Inside, Load, Decide, stream: c => c.UserId);
}
