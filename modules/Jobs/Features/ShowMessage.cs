using System.Text.Json;
using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

/// <summary>Show a message on devices' screens until the person there closes it, or its time is over. The outcome says which.</summary>
public sealed record ShowMessage(string Text, DeviceId[]? Devices = null, string? Q = null, string? Title = null, int Minutes = 5) : IAsksDevices, ICommand<JobMade>
{
    public const int MostText = 1000, MostTitle = 100, MostMinutes = 60;

    public sealed class Validator : JobValidator<ShowMessage>
    {
        public Validator()
        {
            RuleFor(c => c.Text).NotEmpty().MaximumLength(MostText).Must(t => t is null || Clean.Text(t, MostText) == t).WithMessage("The text holds characters that cannot be kept.");
            RuleFor(c => c.Title).MaximumLength(MostTitle).Must(t => t is null || Clean.Line(t, MostTitle) == t).WithMessage("The title is one line.");
            RuleFor(c => c.Minutes).InclusiveBetween(1, MostMinutes);
        }
    }

    int? IAsksDevices.TimeoutSeconds => Math.Clamp(Minutes, 1, MostMinutes) * 60;

    internal static JobOrder Order(ShowMessage c) =>
        new(Actions.Message, Clean.Line(c.Text, 200), JsonSerializer.Serialize(new { title = c.Title ?? "", text = c.Text, seconds = c.Minutes * 60 }, Json.Web), c);

    internal static void Map(Slices slices) => JobOrder.Map<ShowMessage>(slices, "POST /api/jobs/message", Actions.Message, Order);
}
