using System.Runtime.InteropServices;
using MeshEvents.Agent.Platform.Inventory;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>The hardware as the kernel shows it.</summary>
static class LinuxInventory
{
    const string Dmi = "/sys/class/dmi/id/";
    const int SectorBytes = 512;            // /sys/block/*/size counts these, whatever the disk uses

    static readonly string[] VirtualDisks = ["loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd"];
    static readonly string[] VirtualVendors = ["QEMU", "VMware", "Xen", "innotek", "Microsoft Corporation", "Amazon EC2", "Google", "Bochs", "Parallels"];

    public static MachineInventory Read() => new(
        new(OsName(), SystemFiles.Text("/proc/sys/kernel/osrelease"), RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()),
        Cpu(),
        Memory(),
        new(Id("sys_vendor"), Id("product_name"), Id("product_serial"), Id("board_vendor"), Id("board_name"), Id("bios_vendor"), Id("bios_version"), Id("bios_date")),
        Disks());

    public static string OsName()
    {
        var name = SystemFiles.Lines("/etc/os-release").FirstOrDefault(l => l.StartsWith("PRETTY_NAME=", StringComparison.Ordinal));
        return name is null ? "Linux" : name["PRETTY_NAME=".Length..].Trim('"', '\'');
    }

    // chassis types of SMBIOS 7.4.1: 8-11, 14, 30-32 are carried around; 17, 23, 25, 28, 29 stand in racks
    public static uint PlatformType()
    {
        if (SystemFiles.Text("/proc/device-tree/model")?.StartsWith("Raspberry Pi", StringComparison.Ordinal) == true) return 7;
        if (Id("sys_vendor") is { } vendor && VirtualVendors.Any(v => vendor.StartsWith(v, StringComparison.OrdinalIgnoreCase)) && IsVirtual()) return 8;
        return SystemFiles.Number(Dmi + "chassis_type") switch
        {
            8 or 9 or 10 or 11 or 14 or 30 or 31 or 32 => 2,
            17 or 23 or 25 or 28 or 29 => 4,
            _ => 1,
        };
    }

    static bool IsVirtual() => CpuLine("flags")?.Split(' ').Contains("hypervisor") ?? true;

    static CpuFacts Cpu()
    {
        var cores = SystemFiles.Folders("/sys/devices/system/cpu")
            .Select(cpu => (Package: SystemFiles.Text($"{cpu}/topology/physical_package_id"), Core: SystemFiles.Text($"{cpu}/topology/core_id")))
            .Where(c => c.Core is not null)
            .Distinct()
            .Count();
        return new(CpuLine("model name") ?? CpuLine("Model"), cores > 0 ? cores : null, Environment.ProcessorCount);
    }

    // "MemTotal:       24590132 kB"
    static long? Memory() => SystemFiles.Lines("/proc/meminfo").FirstOrDefault(l => l.StartsWith("MemTotal:", StringComparison.Ordinal)) is { } line
        && long.TryParse(line["MemTotal:".Length..].Replace("kB", "", StringComparison.Ordinal), out var kilobytes) ? kilobytes * 1024 : null;

    static IReadOnlyList<DiskFacts> Disks() =>
    [
        .. SystemFiles.Folders("/sys/block")
            .Select(path => (Path: path, Name: Path.GetFileName(path)))
            .Where(disk => !VirtualDisks.Any(v => disk.Name.StartsWith(v, StringComparison.Ordinal)))
            .OrderBy(disk => disk.Name, StringComparer.Ordinal)
            .Select(disk => new DiskFacts(
                disk.Name,
                SystemFiles.Text($"{disk.Path}/device/model"),
                (SystemFiles.Number($"{disk.Path}/size") ?? 0) * SectorBytes,
                SystemFiles.Number($"{disk.Path}/queue/rotational") == 1,
                SystemFiles.Number($"{disk.Path}/removable") == 1))
            .Where(disk => disk.Bytes > 0),
    ];

    static string? Id(string name) => SystemFiles.Text(Dmi + name);

    static string? CpuLine(string name) => SystemFiles.Lines("/proc/cpuinfo")
        .Select(l => l.Split(':', 2))
        .FirstOrDefault(p => p.Length == 2 && p[0].Trim() == name)?[1].Trim();
}
