using System.Runtime.Versioning;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>
/// The authorities this machine trusts. .NET reads them all, more than a hundred files, before its first TLS connection, whatever trust that connection asks for
/// (dotnet/runtime, OpenSslX509ChainProcessor.InitiateChain). The agent asks none, as the handshake proves who its server is: reading them was a third of its start.
/// </summary>
[SupportedOSPlatform("linux")]
static class SystemAuthorities
{
    const string Nothing = "/dev/null";

    /// <summary>For this process alone, and for as long as it runs. Call it before other threads are there.</summary>
    public static void LeaveOut()
    {
        // .NET keeps its own copy from the first look on: programs that we start get the variables as they were
        _ = Environment.GetEnvironmentVariables();
        _ = Libc.setenv("SSL_CERT_FILE", Nothing, 1);
        _ = Libc.setenv("SSL_CERT_DIR", Nothing, 1);
    }
}
