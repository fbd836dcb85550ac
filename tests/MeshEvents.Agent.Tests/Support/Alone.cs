namespace MeshEvents.Agent.Tests.Support;

/// <summary>After all others, one by one: for tests that measure what the whole process does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
