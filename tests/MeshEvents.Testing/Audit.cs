using System.Net;
using MeshEvents.Kernel;
using MeshEvents.Testing.Http;

namespace MeshEvents.Testing;

/// <summary>A line of the history as the administrator reads it.</summary>
public sealed record AuditLine(long Sequence, string Kind, string Sentence, string Outcome, string By);

public partial class ServerFixture
{
    /// <summary>The newest line about a device, group or session, once the history has taken in all that is committed.</summary>
    public async Task<AuditLine> AuditAsync(Guid about, string slot = "deviceId") => (await AuditOfAsync(about, slot))[0];

    /// <summary>All lines about it, newest first.</summary>
    public async Task<IReadOnlyList<AuditLine>> AuditOfAsync(Guid about, string slot = "deviceId")
    {
        var last = await CountAsync("select coalesce(max(seq_id), 0) from events.mt_events");
        await Get<Store.EventStore>().WaitForAsync("audit.entries", last, Waiting.Patience);
        var page = await Administrator.Get($"/api/audit?{slot}={about}&take=200").Be(HttpStatusCode.OK);
        return
        [
            .. page.Json.GetProperty("rows").EnumerateArray().Select(r => new AuditLine(r.GetProperty("sequence").GetInt64(), r.GetProperty("kind").GetString()!, r.GetProperty("sentence").GetString()!,
                r.GetProperty("outcome").GetString()!, r.GetProperty("actor").GetProperty("name").GetString()!)),
        ];
    }
}
