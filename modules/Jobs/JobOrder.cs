using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Jobs.Features;
using MeshEvents.Jobs.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs;

/// <summary>What a caller is told of a job that was started.</summary>
/// <param name="Waiting">Devices that are away and get it when they return.</param>
/// <param name="LeftOut">Devices that were named, and on which one may not do this.</param>
/// <param name="RunId">The run, when it is on one device.</param>
public sealed record JobMade(JobId JobId, int Devices, int Waiting, int LeftOut, RunId? RunId = null);

/// <summary>What a command that starts a job says of the devices it is for.</summary>
public interface IAsksDevices
{
    /// <summary>By id.</summary>
    DeviceId[]? Devices { get; }

    /// <summary>And those that the query bar's search finds.</summary>
    string? Q { get; }

    /// <summary>How long a device may take.</summary>
    int? TimeoutSeconds => null;

    /// <summary>For how long a device that is away gets it when it returns.</summary>
    int? ExpiresSeconds => null;
}

/// <summary>An action that is for one device alone.</summary>
public interface IAsksOneDevice : IAsksDevices
{
    DeviceId DeviceId { get; }

    DeviceId[]? IAsksDevices.Devices => [DeviceId];

    string? IAsksDevices.Q => null;
}

/// <summary>An action to be asked of devices: all that a feature must say to start a job.</summary>
/// <param name="What">One line for people.</param>
/// <param name="Arguments">The JSON object for the agent, and for the record.</param>
/// <param name="Sent">What the agent is sent instead, where the record may not hold it.</param>
sealed record JobOrder(string Action, string What, string Arguments, IAsksDevices For, JobId? RetryOf = null, string? Sent = null)
{
    public const int MostDevices = 2000, MostTimeout = 24 * 3600, MostWaiting = 30 * 24 * 3600, DefaultTimeout = 3600, DefaultTimeoutNow = 60, DefaultWaiting = 24 * 3600;

    /// <summary>How much later than its time-out a device's answer may come: the agent ends what runs, and the network takes its time.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(45);

    public const string TakesNone = "The agent on this device takes no signed commands.", Away = "The device is offline.";

    bool Now => Actions.RuleOf(Action).Now;

    /// <param name="Targets">On which the asker may do it, and how each is connected.</param>
    /// <param name="Wrong">What of the search was not understood.</param>
    public sealed record Known(IReadOnlyList<(Target Device, Connected? Now)> Targets, int LeftOut, string? Wrong = null);

    /// <summary>Makes a feature of it: who may do it on one of the named devices reaches it, and it is done on those where they may.</summary>
    public static void Map<TCommand>(Slices slices, string route, string action, Func<TCommand, JobOrder> order) where TCommand : IAsksDevices, ICommand<JobMade>
    {
        slices.Create<Job, TCommand, Known>(route, _ => Actions.PermissionOf(action).Somewhere, (c, reads) => order(c).Load(reads), Decide);

        Decision<JobMade> Decide(TCommand c, Known known, Ask ask) => order(c).Decide(known, ask);
    }

    internal async Task<Known?> Load(Reads reads)
    {
        IReadOnlyList<DeviceId> found = [];
        try { if (For.Q is { } q) found = await reads.Ask<IDeviceSearch>().FindAsync(q, reads.By, reads.Stop); }
        catch (ArgumentException e) { return new([], 0, e.Message); }

        var named = found.Concat(For.Devices ?? []).Select(d => d.Value).Distinct().ToArray();
        var seen = await reads.RowsAsync<Target, DeviceId>(DevicePermissions.See, $"id = any({named})");
        if (seen.Count == 0) return null;
        var allowed = await reads.RowsAsync<Target, DeviceId>(Actions.PermissionOf(Action), $"id = any({named})");
        var presence = reads.Ask<IPresence>();
        return new([.. allowed.Select(d => (d, presence.Of(d.Id)))], seen.Count - allowed.Count);
    }

    public Decision<JobMade> Decide(Known known, Ask ask)
    {
        if (known.Wrong is { } wrong) return Refuse.Invalid(wrong) with { Fields = new Dictionary<string, string[]> { ["q"] = [wrong] } };
        if (known.Targets.Count == 0) return Refuse.NotAllowed;
        if (known.Targets.Count > MostDevices) return Refuse.Conflict("jobs.too-many-devices", $"A job is for at most {MostDevices} devices; these are {known.Targets.Count}.");
        if (Now && known.Targets.All(t => t.Now is null)) return Refuse.Conflict("jobs.offline", known.Targets.Count == 1 ? Away : "None of these devices is connected.");

        var (job, user, timeout) = (ask.NewId<JobId>(), new UserId(ask.By.Id), For.TimeoutSeconds ?? (Now ? DefaultTimeoutNow : DefaultTimeout));
        var waits = TimeSpan.FromSeconds(For.ExpiresSeconds ?? DefaultWaiting);
        var decision = Decision.Of(new JobStarted(Action, What, Arguments, user, ask.At, known.Targets.Count, known.LeftOut, timeout, ask.At + waits, RetryOf));
        foreach (var (device, now) in known.Targets)
        {
            var run = RunOn(device.Id, ask);
            decision = decision.Also(run, new RunRequested(job, device.Id, device.GroupId, user, Action, What, ask.At, timeout, ask.At + waits));
            decision = now switch
            {
                null when Now   => decision.Also(run, new RunRefused(ask.At, Away)),
                null            => decision.Later(waits, new LapseRun(run)),
                { Obeys: true } => Send(decision, run, device.Id, Action, Sent ?? Arguments, timeout, ask),
                _               => decision.Also(run, new RunRefused(ask.At, TakesNone)),
            };
        }
        return decision.Answer(new JobMade(job, known.Targets.Count, Now ? 0 : known.Targets.Count(t => t.Now is null), known.LeftOut, known.Targets is [var only] ? RunOn(only.Device.Id, ask) : null));
    }

    public static RunId RunOn(DeviceId device, Ask ask) => ask.NewId<RunId>($"run on {device}");

    /// <summary>To the device, and a time by which its answer is overdue.</summary>
    public static Decision Send(Decision decision, RunId run, DeviceId device, string action, string arguments, int timeout, Ask ask) => decision
        .Also(run, new RunSent(ask.At, ask.At + Patience(timeout)))
        .Then(new CommandDevice(device, new(run.Value), action, arguments))
        .Later(Patience(timeout), new LapseRun(run));

    public static TimeSpan Patience(int timeoutSeconds) => TimeSpan.FromSeconds(timeoutSeconds) + Grace;
}

/// <summary>What holds for the devices and times of every job.</summary>
public abstract class JobValidator<T> : AbstractValidator<T> where T : IAsksDevices
{
    protected JobValidator()
    {
        RuleFor(c => c.Devices).Must(d => d is null || d.Length <= JobOrder.MostDevices).WithMessage($"At most {JobOrder.MostDevices} devices.");
        RuleFor(c => c.Q).MaximumLength(500).Must((c, q) => q is not null || c.Devices is { Length: > 0 }).WithMessage("Name devices, or a search that finds them.");
        RuleFor(c => c.TimeoutSeconds).InclusiveBetween(1, JobOrder.MostTimeout);
        RuleFor(c => c.ExpiresSeconds).InclusiveBetween(1, JobOrder.MostWaiting);
    }
}
