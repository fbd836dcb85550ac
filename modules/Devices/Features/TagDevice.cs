using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Features;

/// <summary>Set a device's tags, in place of those it had. Order and doubles do not matter.</summary>
public sealed record TagDevice(DeviceId DeviceId, string[] Tags, long? Version = null) : ICommand
{
    const int MostTags = 50, MostLength = 40;

    public sealed class Validator : AbstractValidator<TagDevice>
    {
        public Validator()
        {
            RuleFor(c => c.Tags).NotNull().Must(t => t is null || t.Length <= MostTags).WithMessage($"A device has at most {MostTags} tags.");
            RuleForEach(c => c.Tags).IsOneLine(MostLength).Must(t => t is null || !t.Contains(',') && !t.Contains('"')).WithMessage("A tag has no commas and no quotes.");
        }
    }

    public static Decision Decide(TagDevice c, Device device)
    {
        if (device.Retired) return Refuse.Conflict("devices.retired", "A retired device keeps its last tags.");
        string[] to = [.. c.Tags.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
        return to.SequenceEqual(device.Tags) ? Decision.Nothing : new DeviceTagged(device.Tags, to);
    }

    internal static void Map(Slices slices) =>
        slices.Change<Device, TagDevice>("PUT /api/devices/{deviceId}/tags", c => DevicePermissions.Notes.On(c.DeviceId), Decide);
}
