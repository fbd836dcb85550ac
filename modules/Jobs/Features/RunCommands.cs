using System.Text.Json;
using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

/// <summary>Auto: the first that the device has, of bash, sh, PowerShell and cmd.</summary>
public enum CommandShell { Auto, Sh, Bash, PowerShell, Cmd }

/// <summary>Agent: with the rights of the agent, mostly all. User: as who is signed in at the device.</summary>
public enum RunAs { Agent, User }

/// <summary>Run a command or a script on devices. Each device's output and exit code is kept.</summary>
public sealed record RunCommands(
    string Text, DeviceId[]? Devices = null, string? Q = null, CommandShell Shell = CommandShell.Auto, RunAs As = RunAs.Agent, int? TimeoutSeconds = null, int? ExpiresSeconds = null) : IAsksDevices, ICommand<JobMade>
{
    public const int MostText = 64 << 10;

    /// <summary>How much of what a program writes is kept, for each device.</summary>
    public const int MostOutput = 1 << 20;

    public sealed class Validator : JobValidator<RunCommands>
    {
        public Validator()
        {
            RuleFor(c => c.Text).NotEmpty().MaximumLength(MostText).Must(t => t is null || Clean.Text(t, MostText) == t).WithMessage("The command holds characters that cannot be kept.");
            RuleFor(c => c.Shell).IsInEnum();
            RuleFor(c => c.As).IsInEnum();
        }
    }

    internal static JobOrder Order(RunCommands c) => new(Actions.Run, Clean.Line(c.Text, 200), JsonSerializer.Serialize(
        new { shell = Word(c.Shell), text = c.Text, @as = Word(c.As), timeout = c.TimeoutSeconds ?? JobOrder.DefaultTimeout, limit = MostOutput }, Json.Web), c);

    static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    internal static void Map(Slices slices) => JobOrder.Map<RunCommands>(slices, "POST /api/jobs/run", Actions.Run, Order);
}
