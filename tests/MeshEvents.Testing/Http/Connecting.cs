using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace MeshEvents.Testing.Http;

/// <summary>Connections to the server under test, from an address of the loopback network of one's own choice: limits per address then stay apart.</summary>
public static class Connecting
{
    /// <param name="from">For example <c>127.0.0.9</c>.</param>
    /// <param name="seen">Told the web certificate that was met.</param>
    public static SocketsHttpHandler From(string from, Action<X509Certificate2>? seen = null) => new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                if (certificate is not null) seen?.Invoke(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
                return certificate is not null;
            },
        },
        ConnectCallback = async (context, stop) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), stop);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
