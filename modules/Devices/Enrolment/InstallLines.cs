using MeshEvents.Bus.Http;
using MeshEvents.Contracts.Certificates;
using Microsoft.AspNetCore.Http;

namespace MeshEvents.Devices.Enrolment;

/// <summary>The line to paste on a device. With a certificate that no one knows, curl is told the key it must meet: checked even with <c>-k</c>.</summary>
public sealed class InstallLines(ICertificates certificates, OwnAddresses addresses, IHttpContextAccessor http)
{
    public string For(string code) => $"{Curl} {addresses.Base(http.HttpContext)}{http.HttpContext?.Request.PathBase}/i/{code} | sudo sh";

    /// <summary>curl with everything it needs to trust this server.</summary>
    public string Curl => certificates.WebIsPublic ? "curl -fsSL" : $"curl -fsSk --pinnedpubkey 'sha256//{certificates.WebKeyPin}'";
}
