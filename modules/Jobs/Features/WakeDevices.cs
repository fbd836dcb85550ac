using System.Text.Json;
using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs.Features;

/// <summary>Wake devices that sleep or are off: others of the tenant that are connected on the same network send each of its network cards a magic packet.</summary>
public sealed record WakeDevices(DeviceId[]? Devices = null, string? Q = null) : IAsksDevices, ICommand<WakeMade>
{
    /// <summary>How many others are asked for one device.</summary>
    public const int MostNeighbours = 3;

    const int Seconds = 30;

    public sealed class Validator : JobValidator<WakeDevices>;

    /// <param name="Sleepers">Those on which the asker may do it.</param>
    public sealed record Known(IReadOnlyList<Sleeper> Sleepers, int LeftOut, string? Wrong = null);

    internal static async Task<Known?> Load(WakeDevices c, Reads reads)
    {
        var order = new JobOrder(Actions.Wake, "", "{}", c);
        if (await order.Load(reads) is not { } known) return null;
        return new(await reads.Ask<INeighbours>().OfAsync([.. known.Targets.Select(t => t.Device.Id)], reads.Tenant, reads.Stop), known.LeftOut, known.Wrong);
    }

    public static Decision<WakeMade> Decide(WakeDevices c, Known known, Ask ask)
    {
        if (known.Wrong is { } wrong) return Refuse.Invalid(wrong) with { Fields = new Dictionary<string, string[]> { ["q"] = [wrong] } };
        if (known.Sleepers.Count == 0) return Refuse.NotAllowed;
        if (known.Sleepers.Count > JobOrder.MostDevices) return Refuse.Conflict("jobs.too-many-devices", $"A job is for at most {JobOrder.MostDevices} devices; these are {known.Sleepers.Count}.");
        var asleep = known.Sleepers.Where(s => !s.Online).ToList();
        if (asleep.Count == 0) return Refuse.Conflict("jobs.awake", known.Sleepers.Count == 1 ? "The device is connected already." : "All of these devices are connected already.");
        if (!asleep.Any(Reached)) return Refuse.Conflict("jobs.no-neighbour", asleep.Count == 1
            ? $"No other device that is connected shares a network with {asleep[0].Name}, so nobody there can wake it."
            : "None of these devices shares a network with one that is connected, so nobody there can wake them.");

        return Decide(asleep, known, ask);
    }

    static Decision<WakeMade> Decide(IReadOnlyList<Sleeper> asleep, Known known, Ask ask)
    {
        var reached = asleep.Where(Reached).ToList();
        var helpers = reached.SelectMany(s => s.Neighbours.Take(MostNeighbours)).DistinctBy(n => n.Id).ToList();
        var (job, user, until) = (ask.NewId<JobId>(), new UserId(ask.By.Id), ask.At.AddSeconds(Seconds));
        var what = Clean.Line($"wake {string.Join(", ", reached.Select(s => s.Name))}", 200);
        var arguments = JsonSerializer.Serialize(new { macs = reached.SelectMany(s => s.Macs).Distinct(StringComparer.Ordinal) }, Json.Web);

        var decision = Decision.Of([new JobStarted(Actions.Wake, what, arguments, user, ask.At, helpers.Count, known.LeftOut, Seconds, until, null),
            .. asleep.Select(s => new WakeRequested(s.Id, s.GroupId, Reached(s) ? Math.Min(s.Neighbours.Count, MostNeighbours) : 0))]);
        foreach (var helper in helpers)
        {
            var run = JobOrder.RunOn(helper.Id, ask);
            decision = decision.Also(run, new RunRequested(job, helper.Id, helper.GroupId, user, Actions.Wake, what, ask.At, Seconds, until));
            decision = JobOrder.Send(decision, run, helper.Id, Actions.Wake, arguments, Seconds, ask);
        }
        return decision.Answer(new WakeMade(job, reached.Count, helpers.Count, [.. asleep.Where(s => !Reached(s)).Select(s => s.Name)], known.Sleepers.Count - asleep.Count, known.LeftOut));
    }

    static bool Reached(Sleeper sleeper) => sleeper.Macs.Count > 0 && sleeper.Neighbours.Count > 0;

    internal static void Map(Slices slices) =>
        slices.Create<Job, WakeDevices, Known>("POST /api/jobs/wake", _ => DevicePermissions.Wake.Somewhere, Load, Decide);
}

/// <summary>What a caller is told of a waking.</summary>
/// <param name="Devices">That a packet is sent to.</param>
/// <param name="Neighbours">That send it.</param>
/// <param name="Alone">Names of those near which nobody is connected.</param>
/// <param name="Awake">That are connected already.</param>
public sealed record WakeMade(JobId JobId, int Devices, int Neighbours, string[] Alone, int Awake, int LeftOut);
