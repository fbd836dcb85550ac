using System.Globalization;
using MeshEvents.Contracts.Devices;
using MeshEvents.Store;

namespace MeshEvents.Devices.Views;

/// <summary>Who demands it.</summary>
public enum ConsentSource
{
    /// <summary>Nobody set anything.</summary>
    Unset,
    Group,
    Device,

    /// <summary>Whoever installed the agent, in a file of the device that the server cannot change.</summary>
    Installation,
}

/// <summary>One line of the rule, and where it comes from.</summary>
public sealed record ConsentLine(Asking Asking, ConsentSource From);
public sealed record BarLine(bool Shown, ConsentSource From);

/// <summary>What the person at a device is asked and told, all rules taken together.</summary>
/// <param name="Device">The device's own rule, where it has one.</param>
/// <param name="Group">Its group's.</param>
/// <param name="Installation">What its agent said of its own minimum.</param>
public sealed record ConsentInForce(ConsentLine Desktop, ConsentLine Terminal, ConsentLine Files, BarLine Bar, ConsentRule? Device, ConsentRule? Group, ConsentRule? Installation)
{
    /// <summary>The device's own rule stands in the place of its group's; the installation's minimum is added to either.</summary>
    public static ConsentInForce Of(uint? device, uint? group, uint? floor)
    {
        var (set, from) = device is { } own ? (ConsentRule.OfBits(own), ConsentSource.Device) : group is { } its ? (ConsentRule.OfBits(its), ConsentSource.Group) : (ConsentRule.Unset, ConsentSource.Unset);
        var least = ConsentRule.OfBits(floor ?? 0);
        return new(Line(set.Desktop, least.Desktop), Line(set.Terminal, least.Terminal), Line(set.Files, least.Files), least.Bar && !set.Bar ? new(true, ConsentSource.Installation) : new(set.Bar, from),
            Rule(device), Rule(group), Rule(floor));

        ConsentLine Line(Asking asked, Asking minimum) => minimum > asked ? new(minimum, ConsentSource.Installation) : new(asked, from);
    }

    /// <summary>The bits that go to the agent with a session; it adds its own minimum itself. Read where a commit is seen at once.</summary>
    public static async Task<uint> BitsAsync(DeviceId device, Reads reads)
    {
        if (await reads.RowAsync<AgentIdentity>(device) is not { } identity) return ConsentRule.Every;
        return identity.Consent ?? (await reads.RowAsync<GroupSheet>(identity.GroupId))?.Consent ?? ConsentRule.Unset.ToBits();
    }

    static ConsentRule? Rule(uint? bits) => bits is { } some ? ConsentRule.OfBits(some) : null;

    /// <summary>The agent's minimum as it stands among its reported fields.</summary>
    public static uint? FloorOf(IReadOnlyDictionary<string, string> reported) =>
        reported.TryGetValue(Fields.ConsentFloor, out var text) && uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) ? bits & ConsentRule.Every : null;
}
