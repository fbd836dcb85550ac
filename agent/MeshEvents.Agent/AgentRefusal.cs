namespace MeshEvents.Agent;

/// <summary>The agent cannot do what it was started for. The message is a sentence for the person who started it; exit code 1.</summary>
public sealed class AgentRefusal(string sentence) : Exception(sentence);
