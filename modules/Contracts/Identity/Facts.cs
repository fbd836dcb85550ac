using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Identity;

/// <summary>A domain of the configuration was seen for the first time.</summary>
public sealed record TenantOpened(string Domain) : Fact;

/// <summary>The first administrator exists: set-up is closed for good.</summary>
public sealed record SetUpFinished(UserId Administrator) : Fact;

/// <param name="SiteRights">MeshCentral's site rights bits (spec/feature-inventory.md 1.1).</param>
public sealed record UserCreated(Pii<string> Name, Pii<string>? Email, uint SiteRights) : Fact;
public sealed record SiteRightsChanged(uint From, uint To) : Fact;
public sealed record PasswordChanged : Fact;

/// <summary>Too many wrong passwords: nobody signs in to this account until then.</summary>
public sealed record AccountPaused(DateTimeOffset Until, int Failures) : Fact;

/// <param name="Factors">What was proved, for example <c>pwd</c>.</param>
public sealed record LoginStarted(UserId UserId, string Factors, Pii<string> Address, Pii<string> Client) : Fact;

/// <param name="IdleMinutes">Set when it ended because nobody used it for so long.</param>
public sealed record LoginEnded(string Reason, int? IdleMinutes = null) : Fact
{
    /// <summary>The reason of one that lasted as long as any may.</summary>
    public const string Longest = "12 hours after it began";
}

/// <summary>A wrong name or password. The name tried is personal data of nobody known, so only its account, if there is one, is kept.</summary>
/// <param name="Count">How many within the minute this fact stands for.</param>
public sealed record SignInFailed(UserId? UserId, string Code, int Count) : Fact;

/// <summary>On the group's stream. <paramref name="From"/> is 0 where the person had none.</summary>
/// <param name="To">MeshCentral's 32 rights bits (spec/feature-inventory.md 1.2).</param>
public sealed record GroupRightsGiven(UserId UserId, uint From, uint To) : Fact;
public sealed record GroupRightsTaken(UserId UserId, uint From) : Fact;

/// <summary>A person gave a program a right of its own to act for them.</summary>
/// <param name="Rights">MeshCentral's 32 rights bits that the person's own are cut down to at every use; all of them: nothing is cut.</param>
public sealed record TokenCreated(UserId UserId, Pii<string> Name, uint Rights, DateTimeOffset ExpiresAt) : Fact;
public sealed record TokenEnded(string Reason) : Fact;

/// <summary>A program asked to be let in, and the person said no.</summary>
/// <param name="Client">What the program calls itself.</param>
/// <param name="Address">Where it asked from.</param>
public sealed record PairingDenied(Pii<string> Client, Pii<string> Address) : Fact;
