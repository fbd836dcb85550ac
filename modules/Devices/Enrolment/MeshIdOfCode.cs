using MeshEvents.Contracts.Devices;
using MeshEvents.Store;
using MeshEvents.Wire;

namespace MeshEvents.Devices.Enrolment;

/// <summary>
/// The mesh id an agent shows that was installed with a code: 16 bytes code id and 32 bytes HMAC over it under a ring key. So a code fits the handshake
/// unchanged, for the stock agent too, and no group secret leaves the server.
/// </summary>
public sealed class MeshIdOfCode(KeyRing ring)
{
    const string Purpose = "devices.enrolment-code";

    public Bytes48 Of(EnrolmentCodeId code)
    {
        Span<byte> id = stackalloc byte[Bytes48.Size];
        code.Value.TryWriteBytes(id, bigEndian: true, out _);
        ring.Hmac(Purpose, id[..16]).Mac.CopyTo(id[16..]);
        return Bytes48.From(id);
    }

    /// <summary>The code, when the HMAC is one of ours.</summary>
    public EnrolmentCodeId? Read(Bytes48 meshId) =>
        ring.Verify(Purpose, meshId.Span[..16], meshId.Span[16..]) ? new(new Guid(meshId.Span[..16], bigEndian: true)) : null;
}
