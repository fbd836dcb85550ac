using System.Text.Json;
using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

public enum ServiceChange { Start, Stop, Restart }

/// <summary>Start, stop or restart a service of a device.</summary>
/// <param name="Name">As it was listed: <c>cups.service</c>.</param>
public sealed record ChangeService(DeviceId DeviceId, string Name, ServiceChange To) : IAsksOneDevice, ICommand<JobMade>
{
    const int MostName = 255;

    public sealed class Validator : AbstractValidator<ChangeService>
    {
        public Validator()
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(MostName).Must(n => n is null || Clean.Line(n, MostName) == n).WithMessage("The name of a service is one line.");
            RuleFor(c => c.To).IsInEnum();
        }
    }

    internal static JobOrder Order(ChangeService c) =>
        new(Actions.ChangeService, $"{Word(c.To)} {c.Name}", JsonSerializer.Serialize(new { name = c.Name, to = Word(c.To) }, Json.Web), c);

    static string Word(ServiceChange to) => to.ToString().ToLowerInvariant();

    internal static void Map(Slices slices) => JobOrder.Map<ChangeService>(slices, "POST /api/jobs/change-service", Actions.ChangeService, Order);
}
