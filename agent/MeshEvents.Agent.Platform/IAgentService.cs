namespace MeshEvents.Agent.Platform;

/// <summary>Where an installed agent lives: the program's file and the folder of its state (architecture 13.10).</summary>
public sealed record AgentPlaces(string Program, string State);

/// <summary>The service that keeps an installed agent running. Every method throws <see cref="PlatformNotSupportedException"/> with a sentence where it cannot.</summary>
public interface IAgentService
{
    /// <summary>The places for the user who asks: the system's for root, the user's own otherwise.</summary>
    AgentPlaces Places { get; }

    /// <summary>Writes the service's description and starts it, now and at every boot. Returns the sentences to tell the person who installs.</summary>
    IReadOnlyList<string> Install(AgentPlaces places);

    /// <summary>Stops the service and removes its description. Fine when there is none.</summary>
    IReadOnlyList<string> Uninstall();

    /// <summary>Null when the agent that asks is the installed one and can take itself off the machine; else a sentence.</summary>
    string? WhyNoRemoval();

    /// <summary>In a few seconds, from outside of the agent: stops it and uninstalls it, with the key that the server takes no more.</summary>
    /// <exception cref="IOException">It could not be begun; the message says what.</exception>
    void RemoveSoon();

    /// <summary>One sentence about the service: running, stopped, not installed.</summary>
    string Describe();
}
