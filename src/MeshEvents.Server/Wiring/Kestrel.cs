using System.Net.Security;
using System.Security.Authentication;
using MeshEvents.Certificates;
using MeshEvents.Server.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace MeshEvents.Server.Wiring;

static class Kestrel
{
    /// <summary>
    /// One listener: HTTPS, whose certificate is looked up at each handshake, so that a replaced one counts at once; or plain HTTP for the proxy that ends TLS.
    /// </summary>
    public static void UseOwnKestrel(this WebApplicationBuilder builder, ServerSettings settings, ServerCertificates certificates)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, WirePools>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 2 << 20;
            kestrel.Limits.MaxRequestLineSize = 16 << 10;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
            if (settings.TlsOffload) kestrel.ListenAnyIP(settings.Port, listen => listen.Protocols = HttpProtocols.Http1);
            else kestrel.ListenAnyIP(settings.Port, listen => listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = TimeSpan.FromSeconds(15),
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = certificates.WebContext,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                }),
            }));
        });
    }
}
