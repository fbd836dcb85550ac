using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Enrolment;
using MeshEvents.Devices.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;
using MeshEvents.Wire.MeshIds;
using Microsoft.AspNetCore.Http;

namespace MeshEvents.Devices.Features;

/// <summary>The settings file a stock agent needs to join the group. Whoever has it can add devices: it is a right, and its download an event.</summary>
public sealed record GetGroupMsh(GroupId GroupId) : IQuery<MshFile>
{
    internal static async Task<MshFile?> Answer(GetGroupMsh q, Reads reads)
    {
        if (await reads.RowAsync<GroupSheet>(q.GroupId) is not { } group || !MeshIdText.TryParse(group.MeshId, out var meshId)) return null;
        return new(reads.Ask<MshOf>().Group(group.Name, meshId, reads.Ask<IHttpContextAccessor>().HttpContext));
    }

    internal static void Map(Slices slices) => slices
        .Query<GetGroupMsh, MshFile>("GET /api/groups/{groupId}/msh", q => GroupPermissions.AddDevice.On(q.GroupId), Answer)
        .Recorded(q => new GroupSettingsTaken());
}

/// <summary>Somebody took the settings file by which agents join the group.</summary>
public sealed record GroupSettingsTaken : Fact;

public sealed record MshFile(byte[] Content) : IAnswerOverHttp
{
    public async Task WriteAsync(HttpContext http)
    {
        http.Response.ContentType = "application/octet-stream";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"meshagent.msh\"";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(Content, http.RequestAborted);
    }
}
