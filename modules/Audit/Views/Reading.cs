using System.Collections;
using System.Globalization;
using System.Reflection;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;

namespace MeshEvents.Audit.Views;

/// <summary>Reads a fact for people: its category, its outcome, and what changed in it. Nothing here needs to know a new fact to show it.</summary>
static class Reading
{
    const int MostValue = 500;

    public static Category CategoryOf(string kind) => kind switch
    {
        "bus.command_refused" => Category.Refusal,
        _ when kind.StartsWith("devices.group_", StringComparison.Ordinal) || kind.StartsWith("identity.group_rights", StringComparison.Ordinal) => Category.Groups,
        _ when kind.StartsWith("devices.enrolment_", StringComparison.Ordinal) || kind is "devices.agent_held" or "devices.held_agent_admitted" or "devices.device_enrolled" => Category.Enrolment,
        _ when kind.StartsWith("devices.", StringComparison.Ordinal) => Category.Devices,
        _ when kind.StartsWith("identity.login_", StringComparison.Ordinal) || kind.StartsWith("identity.token_", StringComparison.Ordinal) || kind is "identity.pairing_denied" or "identity.sign_in_failed" or "identity.account_paused" => Category.SignIn,
        _ when kind.StartsWith("identity.", StringComparison.Ordinal) => Category.People,
        _ when kind.StartsWith("sessions.", StringComparison.Ordinal) => Category.Sessions,
        _ when kind.StartsWith("jobs.", StringComparison.Ordinal) => Category.Jobs,
        _ when kind.StartsWith("audit.", StringComparison.Ordinal) => Category.Audit,
        _ => Category.Server,
    };

    public static EntryOutcome OutcomeOf(Fact fact) => fact switch
    {
        CommandRefused or SignInFailed or PairingDenied or AgentHeld => EntryOutcome.Refused,
        SessionRequested or RunRequested or RunSent or RunCancelRequested or JobStarted => EntryOutcome.Requested,
        RunRefused or RunAnswered { End: CommandEnd.Refused } => EntryOutcome.Refused,
        SessionFailed or RunExpired or RunAnswered { End: CommandEnd.Failed } or RunAnswered { Exit: not (null or 0) } => EntryOutcome.Failed,
        SessionUnknown or RunUnknown => EntryOutcome.Unknown,
        _ => EntryOutcome.Done,
    };

    public static string? CodeOf(Fact fact) => fact switch { CommandRefused r => r.Code, SignInFailed s => s.Code, _ => null };

    /// <summary>Pairs of From and To are one change; everything else a fact says came to be with it.</summary>
    public static IReadOnlyList<FieldChange> ChangesOf(Fact fact)
    {
        if (fact is InventoryReported report) return [.. report.Changes.Select(c => new FieldChange(c.Key, c.Value.Before, c.Value.After))];
        var values = fact.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && p.Name is not "EqualityContract")
            .Select(p => (p.Name, Value: Text(p.GetValue(fact)))).ToList();
        var changes = new List<FieldChange>();
        if (values.Exists(v => v.Name == "From") && values.Find(v => v.Name == "To") is { Name: not null } to)
            changes.Add(new(Subject(fact), values.Find(v => v.Name == "From").Value, to.Value));
        changes.AddRange(values.Where(v => v.Name is not ("From" or "To") && v.Value is { Length: > 0 }).Select(v => new FieldChange(Words(v.Name), null, v.Value)));
        return changes;
    }

    /// "DeviceRenamed" changes the "name", "DeviceTagged" the "tags": the fact's own word is the best there is.
    static string Subject(Fact fact) => fact switch
    {
        DeviceRenamed or GroupRenamed => "name",
        DeviceMoved => "group",
        DeviceTagged => "tags",
        DeviceNoted => "notes",
        GroupRightsGiven or SiteRightsChanged => "rights",
        _ => Words(fact.GetType().Name),
    };

    static string? Text(object? value) => Clean.Text(value switch
    {
        null => null,
        string text => text,
        DateTimeOffset at => at.ToString("u", CultureInfo.InvariantCulture),
        double number => number.ToString("0.###", CultureInfo.InvariantCulture),
        uint bits => $"0x{bits:X}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items => string.Join(", ", items.Cast<object?>()),
        _ => value.ToString(),
    }, MostValue);

    static string Words(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? " " + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
