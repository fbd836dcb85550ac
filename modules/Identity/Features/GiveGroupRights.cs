using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Features;

/// <summary>Give a person rights on a device group, in place of those they had. Nobody gives more than they hold, and somebody can always manage it.</summary>
/// <param name="Name">The person's account name.</param>
/// <param name="Rights">MeshCentral's bits.</param>
public sealed record GiveGroupRights(GroupId GroupId, string Name, uint Rights) : ICommand
{
    public sealed class Validator : AbstractValidator<GiveGroupRights>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(128);
            RuleFor(c => c.Rights).NotEqual(0u).WithMessage("Choose at least one right, or take the person off the group.");
        }
    }

    /// <param name="User">Null when nobody has that name.</param>
    public sealed record Known(UserId? User, uint Giver);

    internal static async Task<Known?> Load(GiveGroupRights c, Reads reads) => new(
        (await reads.RowsAsync<UserRow>($"name_key = {UserRow.KeyOf(c.Name)}")).SingleOrDefault()?.Id,
        await reads.Ask<IRightsNow>().OnGroupAsync(reads.By, c.GroupId, CancellationToken.None));

    public static Decision Decide(GiveGroupRights c, GroupAccess access, Known known, Ask ask)
    {
        if (access.Deleted) return Refuse.NotThere;
        if (known.User is not { } user) return Refuse.Conflict("identity.no-such-person", $"Nobody has the name '{c.Name}'. Check the spelling, or make the account first.");
        if (MoreThan(known.Giver, c.Rights)) return Refuse.Conflict("identity.more-than-own", "You cannot give a right that you do not hold.");

        var before = access.Of(user);
        if (Manages(before) && !Manages(c.Rights) && !access.IsManagedWithout(user)) return TakeGroupRights.LastManager;
        return before == c.Rights ? Decision.Nothing : new GroupRightsGiven(user, before, c.Rights);
    }

    /// A negative bit of the giver's own must be passed on, or one could give (also to oneself) what it takes away.
    static bool MoreThan(uint giver, uint given) =>
        giver != Contracts.Identity.Rights.Full && ((given & ~giver) != 0 || (giver & Contracts.Identity.Rights.Negative & ~given) != 0);

    static bool Manages(uint bits) => Contracts.Identity.Rights.Holds(bits, GroupPermissions.ManagePeople.Name);

    internal static void Map(Slices slices) =>
        slices.Change<GroupAccess, GiveGroupRights, Known>("PUT /api/groups/{groupId}/people", c => GroupPermissions.ManagePeople.On(c.GroupId), Load, Decide);
}

/// <summary>Take all of a person's rights on a group. The last person who can manage it stays.</summary>
public sealed record TakeGroupRights(GroupId GroupId, UserId UserId) : ICommand
{
    internal static readonly Refusal LastManager = Refuse.Conflict("identity.last-manager", "Nobody could manage this group any more. Give somebody else that right first.");

    public static Decision Decide(TakeGroupRights c, GroupAccess access)
    {
        var before = access.Of(c.UserId);
        if (before == 0) return Decision.Nothing;
        if (!access.IsManagedWithout(c.UserId)) return LastManager;

        return new GroupRightsTaken(c.UserId, before);
    }

    internal static void Map(Slices slices) =>
        slices.Change<GroupAccess, TakeGroupRights>("DELETE /api/groups/{groupId}/people/{userId}", c => GroupPermissions.ManagePeople.On(c.GroupId), Decide);
}
