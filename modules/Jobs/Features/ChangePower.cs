using System.Text.Json;
using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

/// <summary>Off and Restart end everything that runs there.</summary>
public enum PowerState { Off, Restart, Sleep }

/// <summary>Switch devices off, restart them, or send them to sleep; those that are connected now.</summary>
public sealed record ChangePower(PowerState To, DeviceId[]? Devices = null, string? Q = null) : IAsksDevices, ICommand<JobMade>
{
    public sealed class Validator : JobValidator<ChangePower>
    {
        public Validator() => RuleFor(c => c.To).IsInEnum();
    }

    internal static JobOrder Order(ChangePower c) => new(Actions.Power, What(c.To), JsonSerializer.Serialize(new { to = c.To.ToString().ToLowerInvariant() }, Json.Web), c);

    static string What(PowerState to) => to switch { PowerState.Off => "switch off", PowerState.Restart => "restart", _ => "sleep" };

    internal static void Map(Slices slices) => JobOrder.Map<ChangePower>(slices, "POST /api/jobs/power", Actions.Power, Order);
}
