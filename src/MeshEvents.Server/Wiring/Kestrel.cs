using System.Net.Security;
using System.Security.Authentication;
using MeshEvents.Certificates;
using MeshEvents.Server.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace MeshEvents.Server.Wiring;

static class Kestrel
{
    /// <summary>One HTTPS listener. The certificate is looked up at each handshake, so a replaced one counts at once.</summary>
    public static void UseOwnKestrel(this WebApplicationBuilder builder, ServerSettings settings, ServerCertificates certificates)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 2 << 20;
            kestrel.Limits.MaxRequestLineSize = 16 << 10;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
            kestrel.ListenAnyIP(settings.Port, listen => listen.UseHttps(new TlsHandshakeCallbackOptions
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
