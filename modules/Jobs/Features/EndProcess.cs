using System.Text.Json;
using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

/// <summary>End a process: it is asked to, and after a few seconds made to.</summary>
/// <param name="StartedAt">As it was listed, in milliseconds since 1970: another process that has the number by now is left alone.</param>
/// <param name="Name">As it was listed, for the record.</param>
public sealed record EndProcess(DeviceId DeviceId, int Pid, long StartedAt, string Name) : IAsksOneDevice, ICommand<JobMade>
{
    public sealed class Validator : AbstractValidator<EndProcess>
    {
        public Validator()
        {
            RuleFor(c => c.Pid).GreaterThan(0);
            RuleFor(c => c.StartedAt).GreaterThan(0);
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
        }
    }

    internal static JobOrder Order(EndProcess c) =>
        new(Actions.EndProcess, $"end {Clean.Line(c.Name, 100)} ({c.Pid})", JsonSerializer.Serialize(new { pid = c.Pid, startedAt = c.StartedAt, name = Clean.Line(c.Name, 100) }, Json.Web), c);

    internal static void Map(Slices slices) => JobOrder.Map<EndProcess>(slices, "POST /api/jobs/end-process", Actions.EndProcess, Order);
}
