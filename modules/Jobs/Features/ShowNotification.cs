using System.Text.Json;
using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

/// <summary>Show a few words on devices' screens, which go by themselves.</summary>
public sealed record ShowNotification(string Text, DeviceId[]? Devices = null, string? Q = null, string? Title = null) : IAsksDevices, ICommand<JobMade>
{
    public const int MostText = 300, Seconds = 15;

    public sealed class Validator : JobValidator<ShowNotification>
    {
        public Validator()
        {
            RuleFor(c => c.Text).NotEmpty().MaximumLength(MostText).Must(t => t is null || Clean.Text(t, MostText) == t).WithMessage("The text holds characters that cannot be kept.");
            RuleFor(c => c.Title).MaximumLength(ShowMessage.MostTitle).Must(t => t is null || Clean.Line(t, ShowMessage.MostTitle) == t).WithMessage("The title is one line.");
        }
    }

    internal static JobOrder Order(ShowNotification c) =>
        new(Actions.Notification, Clean.Line(c.Text, 200), JsonSerializer.Serialize(new { title = c.Title ?? "", text = c.Text, seconds = Seconds }, Json.Web), c);

    internal static void Map(Slices slices) => JobOrder.Map<ShowNotification>(slices, "POST /api/jobs/notification", Actions.Notification, Order);
}
