namespace MeshEvents.Agent.Platform.Inventory;

/// <summary>What the machine is made of. Texts are as the system gives them, null when it does not; sizes are bytes.</summary>
public sealed record MachineInventory(OsFacts Os, CpuFacts Cpu, long? MemoryBytes, BoardFacts Board, IReadOnlyList<DiskFacts> Disks);

public sealed record OsFacts(string Name, string? Kernel, string Architecture);

/// <summary><see cref="Cores"/> are physical ones where the system tells them apart from threads.</summary>
public sealed record CpuFacts(string? Name, int? Cores, int Threads);

public sealed record BoardFacts(string? Vendor, string? Product, string? ProductSerial, string? BoardVendor, string? BoardName, string? BiosVendor, string? BiosVersion, string? BiosDate)
{
    public static BoardFacts Unknown { get; } = new(null, null, null, null, null, null, null, null);
}

public sealed record DiskFacts(string Name, string? Model, long Bytes, bool Rotational, bool Removable);
