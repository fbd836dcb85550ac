using MeshEvents.Bus;
using MeshEvents.Contracts.Certificates;
using MeshEvents.Contracts.Health;
using MeshEvents.Store;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Certificates;

/// <summary>The certificates exist before the first listener does: the server makes them and hands them in.</summary>
public sealed class CertificatesModule : IModule
{
    public string Name => "certificates";
    public void Facts(Facts facts) { }
    public void Services(IServiceCollection services) => 
        services.AddSingleton<ICertificates>(s => s.GetRequiredService<ServerCertificates>()).AddSingleton<IHealth, CertificatesHealth>();
}
