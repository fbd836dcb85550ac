using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;
using MeshEvents.Wire;
using MeshEvents.Wire.MeshIds;

namespace MeshEvents.Devices.Features;

/// <summary>Make a device group. Who makes it holds every right on it.</summary>
public sealed record CreateGroup(string Name, string? Description = null) : ICommand
{
    public sealed class Validator : AbstractValidator<CreateGroup>
    {
        public Validator()
        {
            RuleFor(c => c.Name).IsOneLine(64);
            RuleFor(c => c.Description!).IsText(500).When(c => c.Description is not null);
        }
    }

    public static Decision Decide(CreateGroup c, Ask ask) =>
        [new GroupCreated(c.Name, c.Description ?? "", MeshId(ask)), new GroupRightsGiven(new(ask.By.Id), 0, Rights.Full)];

    /// 48 bytes: SHA-384's length, as MeshCentral draws them.
    static string MeshId(Ask ask) => MeshIdText.ToText(Bytes48.From([.. ask.Fresh("mesh id"), .. ask.Fresh("mesh id, rest")[..16]]));

    internal static void Map(Slices slices) => slices.Create<Group, CreateGroup>("POST /api/groups", _ => SitePermissions.CreateGroup.Everywhere, Decide);
}
