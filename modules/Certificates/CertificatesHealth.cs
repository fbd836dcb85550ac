using MeshEvents.Contracts.Health;

namespace MeshEvents.Certificates;

/// <summary>How many days each of the server's certificates is still good for.</summary>
sealed class CertificatesHealth(ServerCertificates certificates, TimeProvider clock) : IHealth
{
    const int LookWithin = 30, ActWithin = 7;

    public Task<HealthTile> LookAsync(CancellationToken stop) => Task.FromResult(Judge(clock.GetUtcNow(), certificates.WebIsOwn,
        ("web", certificates.Web.NotAfter), ("agent server", certificates.AgentServer.NotAfter), ("AMT", certificates.Mps.NotAfter), ("root", certificates.RootNotAfter)));

    internal static HealthTile Judge(DateTimeOffset now, bool webIsOwn, params (string Name, DateTime NotAfter)[] ends)
    {
        var days = ends.Select(e => (e.Name, Left: (int)Math.Floor((e.NotAfter.ToUniversalTime() - now).TotalDays))).ToList();
        var first = days.MinBy(d => d.Left);
        var state = first.Left <= ActWithin ? HealthState.Act : first.Left <= LookWithin ? HealthState.Look : HealthState.Ok;
        var next = first.Name != "web" ? "This one is not renewed by itself: plan its replacement, and keep a copy of the certificates folder."
            : webIsOwn ? "Start the server again: it makes a new one." : "Put its successor into web.crt and web.key in the certificates folder. The server takes it without a restart.";
        return new("certificates", state, first.Left < 0 ? "Expired" : $"{first.Left} days",
            $"Days left: {string.Join(", ", days.Select(d => $"{d.Name} {Math.Max(0, d.Left)}"))}.", state is HealthState.Ok ? null : next);
    }
}
