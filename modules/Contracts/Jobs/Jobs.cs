using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Jobs;

/// <summary>One action asked of one or many devices.</summary>
[About(AboutSlot.Job)]
public readonly record struct JobId(Guid Value) : IId { public override string ToString() => Value.ToString(); }

/// <summary>That action on one of them. On the agent's wire it is the command's id.</summary>
public readonly record struct RunId(Guid Value) : IId { public override string ToString() => Value.ToString(); }

/// <summary>One going over all outputs whose time is over.</summary>
public readonly record struct SweepId(Guid Value) : IId { public override string ToString() => Value.ToString(); }

/// <param name="Action">As the agent calls it: <c>run</c>.</param>
/// <param name="What">One line for people: what is done.</param>
/// <param name="Arguments">The JSON object that the devices are sent: with it the auditor sees exactly what was run.</param>
/// <param name="LeftOut">Devices that were named, and on which the asker may not do this.</param>
/// <param name="ExpiresAt">A device that was away until then gets it no more.</param>
/// <param name="RetryOf">The job of which this one repeats what went wrong.</param>
public sealed record JobStarted(
    string Action, string What, string Arguments, UserId UserId, DateTimeOffset At, int Devices, int LeftOut, int TimeoutSeconds, DateTimeOffset ExpiresAt, JobId? RetryOf) : Fact;

/// <param name="Waiting">Runs that were not sent yet, and never will be.</param>
/// <param name="Running">Runs whose device is asked to stop.</param>
public sealed record JobCancelled(int Waiting, int Running) : Fact;

public sealed record RunRequested(JobId JobId, DeviceId DeviceId, GroupId GroupId, UserId UserId, string Action, string What, DateTimeOffset At, int TimeoutSeconds, DateTimeOffset ExpiresAt) : Fact;

/// <param name="Until">When an answer is overdue.</param>
public sealed record RunSent(DateTimeOffset At, DateTimeOffset Until) : Fact;

/// <summary>The device is asked to stop what it does; how that ends is its answer.</summary>
public sealed record RunCancelRequested : Fact;

/// <summary>The device said how it ended.</summary>
/// <param name="Why">The agent's sentence when it refused or failed.</param>
/// <param name="Exit">The program's exit code, where the action has one.</param>
/// <param name="Signal">The signal that ended the program.</param>
/// <param name="Bytes">All that the program wrote, kept or not.</param>
/// <param name="ErrorBytes">How much of it went to its standard error.</param>
/// <param name="Cut">It wrote more than is kept.</param>
/// <param name="Sha256">Of all that it wrote, in hexadecimal, as the agent computed it.</param>
public sealed record RunAnswered(
    DateTimeOffset At, CommandEnd End, string Why, int? Exit, string? Signal, bool TimedOut, long Bytes, long ErrorBytes, bool Cut, string? Sha256, double Seconds) : Fact;

/// <summary>Given up before it was sent.</summary>
public sealed record RunCancelled(DateTimeOffset At) : Fact;

/// <summary>The device did not come in time.</summary>
public sealed record RunExpired(DateTimeOffset At) : Fact;

/// <summary>When the device came, the asker had no right any more.</summary>
public sealed record RunRefused(DateTimeOffset At, string Why) : Fact;

/// <summary>Others on its network were asked to wake this device.</summary>
/// <param name="Neighbours">How many; 0: nobody is there who could.</param>
public sealed record WakeRequested(DeviceId DeviceId, GroupId GroupId, int Neighbours) : Fact;

/// <summary>The device said that its agent leaves: nobody will hear of it again.</summary>
public sealed record AgentUninstalled(JobId JobId) : Fact;

/// <summary>It was sent, and what became of it is not known. An answer may still come.</summary>
public sealed record RunUnknown(DateTimeOffset At, string Why) : Fact;

/// <summary>What runs wrote and answered is gone; what was asked and how it ended stays.</summary>
/// <param name="Runs">Whose output or answer was taken away.</param>
/// <param name="Days">How long outputs were kept.</param>
/// <param name="Before">Of runs that ended before this.</param>
public sealed record OutputsRemoved(int Runs, long Bytes, int Days, DateTimeOffset Before) : Fact;
