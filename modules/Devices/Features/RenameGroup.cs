using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Features;

/// <summary>Give a device group another name.</summary>
public sealed record RenameGroup(GroupId GroupId, string Name, long? Version = null) : ICommand
{
    public sealed class Validator : AbstractValidator<RenameGroup>
    {
        public Validator() => RuleFor(c => c.Name).IsOneLine(64);
    }

    public static Decision Decide(RenameGroup c, Group group)
    {
        if (group.Deleted) return Refuse.NotThere;
        return group.Name == c.Name ? Decision.Nothing : new GroupRenamed(group.Name, c.Name);
    }

    internal static void Map(Slices slices) =>
        slices.Change<Group, RenameGroup>("PUT /api/groups/{groupId}/name", c => GroupPermissions.Edit.On(c.GroupId), Decide);
}
