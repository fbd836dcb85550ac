using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshEvents.Bus;
using MeshEvents.Contracts.Certificates;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;
using MeshEvents.Wire;
using MeshEvents.Wire.Commands;
using MeshEvents.Wire.ControlMessages;

namespace MeshEvents.Devices.Gateway;

/// <summary>
/// Signs what goes to devices. The key lives as long as the process and in its memory alone: the agent-server key, by which agents know their server, vouches for it
/// once, as it is far too slow to sign each command.
/// </summary>
sealed class CommandSigner(ICertificates certificates, SentCommands sent, TimeProvider clock) : IDisposable
{
    /// <summary>From then on a command is void: a device that is cut off now does not carry it out later.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly Lock gate = new();
    X509Certificate2? vouchedBy;
    CommandKey? shown;

    /// <summary>What an agent is told before its first command: the key, and the time from which commands on this connection count.</summary>
    public byte[] Begin(AgentConnection agent, Bytes48 nonce)
    {
        var time = clock.GetUtcNow().ToUnixTimeMilliseconds();
        agent.CommandsSince = (time, clock.GetTimestamp());
        lock (gate)
        {
            if (shown is null || vouchedBy != certificates.AgentServer)
            {
                vouchedBy = certificates.AgentServer;
                using var server = vouchedBy.GetRSAPrivateKey()!;
                var spki = key.ExportSubjectPublicKeyInfo();
                shown = new(vouchedBy.RawData, spki, CommandSignatures.SignKey(server, spki), 0, []);
            }
            return ControlMessageWriter.Write(shown with { Time = time, Proof = CommandSignatures.SignTime(key, nonce, time) });
        }
    }

    /// <summary>The command as it is sent; remembered, to be found again in the device's journal.</summary>
    public byte[] Signed(AgentConnection agent, CommandId id, string action, ReadOnlySpan<byte> arguments, Permit permit)
    {
        // by the time that passed, as the agent counts: a clock that is set meanwhile voids nothing
        var issued = agent.CommandsSince.Time + (long)clock.GetElapsedTime(agent.CommandsSince.Timestamp).TotalMilliseconds;
        var body = CommandBody.Write(id.Value, agent.NodeId, issued, issued + (long)Life.TotalMilliseconds, action, NameOf(permit.By), arguments);
        byte[] signature;
        lock (gate) signature = CommandSignatures.Sign(key, body);
        sent.Note(new(agent.Tenant, agent.Device, id, clock.GetUtcNow(), action, Convert.ToHexStringLower(SHA256.HashData(body))));
        return ControlMessageWriter.Write(new SignedCommand(body, signature));
    }

    // what waited for the device is sent by the server, and asked by a person all the same
    static string NameOf(Actor by) => by.OnBehalfOf is { Name.Length: > 0 } person ? person.Name : by.Name;

    public void Dispose() => key.Dispose();
}
