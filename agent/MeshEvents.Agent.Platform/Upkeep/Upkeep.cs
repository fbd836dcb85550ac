namespace MeshEvents.Agent.Platform.Upkeep;

/// <summary>What keeps a machine in order, beside its terminals, files and screens. Each says why it cannot be used here; then none of its other members is called.</summary>
public sealed record MachineUpkeep(IPower Power, IProcesses Processes, IServices Services, IAddressOpener Addresses)
{
    /// <summary>For systems for whose agent nobody has written this yet.</summary>
    public static MachineUpkeep None(string system)
    {
        var none = new NoUpkeep(system);
        return new(none, none, none, none);
    }
}

public enum PowerChange { Off, Restart, Sleep }

public interface IPower
{
    /// <summary>Null when the machine can be switched by its agent; else a sentence.</summary>
    string? WhyNot();

    /// <summary>Returns when the system has taken it on: it happens soon after.</summary>
    /// <exception cref="IOException">The system refused; the message says what.</exception>
    Task ChangeAsync(PowerChange to, CancellationToken stop);
}

/// <param name="Processor">Time of a processor that it used.</param>
/// <param name="Memory">Bytes of the machine's memory that it holds.</param>
public sealed record ProcessFacts(int Id, int Parent, string User, string Name, string Command, TimeSpan Processor, long Memory, DateTimeOffset StartedAt);

public interface IProcesses
{
    string? WhyNot();

    /// <summary>All that run, in the order of their numbers.</summary>
    IReadOnlyList<ProcessFacts> List();

    /// <summary>Asks it to end, and after a while makes it.</summary>
    /// <param name="startedAt">As it was listed: a number is given to another process later.</param>
    /// <returns>Whether it went by itself.</returns>
    /// <exception cref="IOException">It may not be ended, is not there any more, or does not end; the message says what.</exception>
    Task<bool> EndAsync(int id, DateTimeOffset startedAt, TimeSpan patience);
}

/// <param name="State">As the system calls it: <c>active</c>, <c>inactive</c>, <c>failed</c>.</param>
/// <param name="Detail">More of it: <c>running</c>, <c>exited</c>, <c>dead</c>.</param>
public sealed record ServiceFacts(string Name, string Description, string State, string Detail);

public enum ServiceChange { Start, Stop, Restart }

public interface IServices
{
    string? WhyNot();

    /// <exception cref="IOException">The system did not say; the message says what.</exception>
    Task<IReadOnlyList<ServiceFacts>> ListAsync(CancellationToken stop);

    /// <exception cref="IOException">The system refused; the message says what.</exception>
    Task ChangeAsync(string name, ServiceChange to, CancellationToken stop);
}

/// <summary>The browser of the person at the machine.</summary>
public interface IAddressOpener
{
    string? WhyNot();

    /// <exception cref="IOException">It could not be opened; the message says what.</exception>
    Task OpenAsync(Uri address, CancellationToken stop);
}

sealed class NoUpkeep(string system) : IPower, IProcesses, IServices, IAddressOpener
{
    public string WhyNot() => $"The agent for {system} cannot do this.";

    public Task ChangeAsync(PowerChange to, CancellationToken stop) => throw Reason();
    public IReadOnlyList<ProcessFacts> List() => throw Reason();
    public Task<bool> EndAsync(int id, DateTimeOffset startedAt, TimeSpan patience) => throw Reason();
    public Task<IReadOnlyList<ServiceFacts>> ListAsync(CancellationToken stop) => throw Reason();
    public Task ChangeAsync(string name, ServiceChange to, CancellationToken stop) => throw Reason();
    public Task OpenAsync(Uri address, CancellationToken stop) => throw Reason();

    PlatformNotSupportedException Reason() => new(WhyNot());
}
