using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Sessions;

/// <summary>What became of a device's question to the person there, as its agent says.</summary>
public enum ConsentStep { Told, Asked, Given, Refused, TimedOut, Nobody }

/// <summary>The person at the device was told of the session; nothing was asked.</summary>
public sealed record ConsentTold : Fact;

/// <summary>The person at the device is asked; nothing is shown until they allow it.</summary>
/// <param name="Seconds">How long they may think.</param>
public sealed record ConsentAsked(int Seconds) : Fact;

public sealed record ConsentGiven : Fact;

public sealed record ConsentRefused : Fact;

/// <summary>Nobody answered in time, which counts as no.</summary>
public sealed record ConsentTimedOut : Fact;

/// <summary>Somebody has to be asked, and nobody is at the device to ask.</summary>
public sealed record ConsentImpossible : Fact;
