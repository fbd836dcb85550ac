using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Features;

/// <summary>A device's own journal is not what this server sent, or not one chain.</summary>
public sealed record ReportJournal(DeviceId DeviceId, string Why, CommandId? CommandId, long Line) : ICommand
{
    public sealed class Validator : AbstractValidator<ReportJournal>
    {
        public Validator() => RuleFor(c => c.Why).NotEmpty().MaximumLength(500);
    }

    public static Decision Decide(ReportJournal c, Device device) => new JournalDiffered(c.Why, c.CommandId, c.Line);

    internal static void Map(Slices slices) => slices.Change<Device, ReportJournal>(Slices.Inside, _ => Need.Agent, Decide, stream: c => c.DeviceId);
}
