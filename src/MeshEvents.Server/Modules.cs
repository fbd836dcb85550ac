using MeshEvents.Audit;
using MeshEvents.Bus;
using MeshEvents.Certificates;
using MeshEvents.Devices;
using MeshEvents.Identity;
using MeshEvents.Jobs;
using MeshEvents.Relay;
using MeshEvents.Sessions;

namespace MeshEvents.Server;

/// <summary>The server's table of contents. What is not listed does not run.</summary>
public static class Modules
{
    public static IModule[] All() =>
    [
        new CertificatesModule(),
        new IdentityModule(),
        new DevicesModule(),
        new SessionsModule(),
        new JobsModule(),
        new RelayModule(),
        new AuditModule(),
        new ServerModule(),
    ];
}
