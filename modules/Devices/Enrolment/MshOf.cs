using MeshEvents.Bus.Http;
using MeshEvents.Contracts.Certificates;
using MeshEvents.Contracts.Devices;
using MeshEvents.Wire;
using MeshEvents.Wire.AgentHandshake;
using MeshEvents.Wire.Msh;
using Microsoft.AspNetCore.Http;

namespace MeshEvents.Devices.Enrolment;

/// <summary>Settings for an agent, ours or the stock one (spec/agent-handshake.md 8).</summary>
public sealed class MshOf(ICertificates certificates, OwnAddresses addresses)
{
    public byte[] Group(string groupName, Bytes48 meshId, HttpContext? http)
    {
        var path = http is not null && RequestTenant.Of(http) is { ByPath: true } tenant ? $"/{tenant.Domain}/agent.ashx" : "/agent.ashx";
        return MshWriter.Write(groupName, meshId, CertificateHashes.KeyHash(certificates.AgentServer), new Uri(addresses.Base(http).Replace("https://", "wss://") + path));
    }
}
