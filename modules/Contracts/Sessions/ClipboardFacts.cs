using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Sessions;

/// <summary>Text of a clipboard passed between the person and the device. What it said is kept nowhere.</summary>
/// <param name="ToDevice">Or from it.</param>
/// <param name="Length">UTF-16 units.</param>
public sealed record ClipboardPassed(bool ToDevice, int Length) : Fact;
