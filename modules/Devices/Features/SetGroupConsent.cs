using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Features;

/// <summary>Say what the persons at a group's devices are asked and told. No rule: nothing is set for the group.</summary>
public sealed record SetGroupConsent(GroupId GroupId, ConsentRule? Rule = null, long? Version = null) : ICommand
{
    public sealed class Validator : AbstractValidator<SetGroupConsent>
    {
        public Validator() => RuleFor(c => c.Rule!).IsRule().When(c => c.Rule is not null);
    }

    public static Decision Decide(SetGroupConsent c, Group group)
    {
        if (group.Deleted) return Refuse.NotThere;
        return group.Consent == c.Rule?.ToBits() ? Decision.Nothing : new GroupConsentSet(group.Consent, c.Rule?.ToBits());
    }

    internal static void Map(Slices slices) =>
        slices.Change<Group, SetGroupConsent>("PUT /api/groups/{groupId}/consent", c => GroupPermissions.Edit.On(c.GroupId), Decide);
}
