using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MeshEvents.Bench;

/// <summary>What Linux knows of a process.</summary>
static class Machine
{
    /// USER_HZ, which is 100 on every Linux that .NET runs on.
    const double TicksPerSecond = 100;

    /// <summary>CPU seconds used so far, user and system (proc(5), fields 14 and 15 of stat).</summary>
    public static double CpuSeconds(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Resident memory, KB.</summary>
    public static long ResidentKb(int process) => Status(process, "VmRSS:");

    /// <summary>The part of it that is no file: heaps and stacks, KB.</summary>
    public static long AnonymousKb(int process) => Status(process, "RssAnon:");

    static long Status(int process, string name) =>
        long.Parse(File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(name, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    /// <summary>Resident memory once it has stopped moving: the same within one percent over three seconds, or after a minute at the latest.</summary>
    public static async Task<long> SettledKbAsync(int process)
    {
        var before = ResidentKb(process);
        for (var tries = 0; tries < 20; tries++)
        {
            await Task.Delay(TimeSpan.FromSeconds(3));
            var now = ResidentKb(process);
            if (Math.Abs(now - before) * 100 <= before) return now;
            before = now;
        }
        return before;
    }

    /// <summary>A port nobody listens on, from the range that is given out by the system: far above 9000.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
