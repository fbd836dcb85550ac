using System.Text.Json.Serialization;
using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Devices;

/// <summary>What the person at a device hears of a session before it begins. Later is stricter.</summary>
public enum Asking
{
    Unattended,

    /// <summary>They are told.</summary>
    Tell,

    /// <summary>Nothing is shown before they allowed it.</summary>
    Ask,
}

/// <summary>How each kind of session begins, and whether a bar on the device's screen says who is there. Given whole or not at all: a kind left out would be unattended.</summary>
public sealed record ConsentRule([property: JsonRequired] Asking Desktop, [property: JsonRequired] Asking Terminal, [property: JsonRequired] Asking Files, [property: JsonRequired] bool Bar)
{
    // MeshCentral's consent bits (spec/agent-commands.md 3.2): tell, ask, and the bar
    const uint TellDesktop = 0x1, TellTerminal = 0x2, TellFiles = 0x4, AskDesktop = 0x8, AskTerminal = 0x10, AskFiles = 0x20, ShowBar = 0x40;

    /// <summary>All bits there are.</summary>
    public const uint Every = 0x7F;

    /// <summary>Where nothing was set: nobody is asked, and whoever is signed in sees who watches.</summary>
    public static readonly ConsentRule Unset = new(Asking.Unattended, Asking.Unattended, Asking.Unattended, Bar: true);

    /// <summary>Nothing is demanded.</summary>
    public static readonly ConsentRule None = Unset with { Bar = false };

    public static ConsentRule OfBits(uint bits)
    {
        return new(One(TellDesktop, AskDesktop), One(TellTerminal, AskTerminal), One(TellFiles, AskFiles), (bits & ShowBar) != 0);

        Asking One(uint tell, uint ask) => (bits & ask) != 0 ? Asking.Ask : (bits & tell) != 0 ? Asking.Tell : Asking.Unattended;
    }

    public uint ToBits()
    {
        return One(Desktop, TellDesktop, AskDesktop) | One(Terminal, TellTerminal, AskTerminal) | One(Files, TellFiles, AskFiles) | (Bar ? ShowBar : 0);

        static uint One(Asking asking, uint tell, uint ask) => asking switch { Asking.Ask => ask, Asking.Tell => tell, _ => 0 };
    }

    /// <summary>What both demand, each kind for itself.</summary>
    public ConsentRule With(ConsentRule other) => OfBits(ToBits() | other.ToBits());

    /// <summary>For the history: <c>desktop ask, terminal tell, files unattended, bar</c>.</summary>
    public string InWords() => $"desktop {Word(Desktop)}, terminal {Word(Terminal)}, files {Word(Files)}, {(Bar ? "bar" : "no bar")}";

    static string Word(Asking asking) => asking.ToString().ToLowerInvariant();
}

/// <summary>Consent bits of a group's devices; null: nothing is set.</summary>
public sealed record GroupConsentSet(uint? From, uint? To) : Fact;

/// <summary>Consent bits of one device, in the place of its group's; null: those of its group.</summary>
public sealed record DeviceConsentSet(uint? From, uint? To) : Fact;
