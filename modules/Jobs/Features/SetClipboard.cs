using System.Text.Json;
using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

/// <summary>Put a text on a device's clipboard. It is sent and not kept: facts hold its length alone.</summary>
public sealed record SetClipboard(DeviceId DeviceId, string Text) : IAsksOneDevice, ICommand<JobMade>
{
    public const int MostText = 100_000;

    public sealed class Validator : AbstractValidator<SetClipboard>
    {
        public Validator() => RuleFor(c => c.Text).NotEmpty().MaximumLength(MostText).Must(t => t is null || Clean.Text(t, MostText) == t).WithMessage("The text holds characters that cannot be sent.");
    }

    internal static JobOrder Order(SetClipboard c) => new(Actions.SetClipboard, $"set the clipboard to {(c.Text.Length == 1 ? "one character" : $"{c.Text.Length} characters")}",
        JsonSerializer.Serialize(new { length = c.Text.Length }, Json.Web), c, Sent: JsonSerializer.Serialize(new { text = c.Text }, Json.Web));

    internal static void Map(Slices slices) => JobOrder.Map<SetClipboard>(slices, "POST /api/jobs/clipboard/set", Actions.SetClipboard, Order);
}
