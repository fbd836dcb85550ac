using System.Text;
using MeshEvents.Bus.Http;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Devices.Enrolment;

/// <summary><c>/i/CODE</c>: the install script, and the agent it installs. The code in the address is the only right needed.</summary>
static class InstallEndpoints
{
    public static void MapInstall(this IEndpointRouteBuilder app)
    {
        app.MapAnswer(HttpMethods.Get, "/i/{code}", http => ScriptAsync(Part("code", http), http)).ExcludeFromDescription();
        app.MapAnswer(HttpMethods.Get, "/i/{code}/agent/{rid}", http => AgentAsync(Part("code", http), Part("rid", http), http)).ExcludeFromDescription();
    }

    static string Part(string name, HttpContext http) => (string)http.GetRouteValue(name)!;

    static readonly Refusal no = new(404, "devices.no-such-code", "This enrolment code is wrong, used up, revoked or expired. Make a new one under Add device.");

    static async Task<IResult> ScriptAsync(string code, HttpContext http)
    {
        var services = http.RequestServices;
        if (await CheckAsync(code, http) is not { } known) return Problems.Of(no, http);
        var files = services.GetRequiredService<AgentFiles>();
        var agents = AgentFiles.Rids.Select(rid => (Rid: rid, File: files.Find(rid))).Where(a => a.File is not null).ToDictionary(a => a.Rid, a => files.HashOf(a.File!));
        var msh = services.GetRequiredService<MshOf>().Group("", services.GetRequiredService<MeshIdOfCode>().Of(known.Id), http);
        var address = services.GetRequiredService<OwnAddresses>().Base(http) + http.Request.PathBase;
        var script = InstallScript.Write(address, code, services.GetRequiredService<InstallLines>().Curl, Encoding.UTF8.GetString(msh), agents);
        http.Response.Headers.CacheControl = "no-store";
        return Results.Text(script, "text/x-shellscript", Encoding.UTF8);
    }

    static async Task<IResult> AgentAsync(string code, string rid, HttpContext http)
    {
        if (await CheckAsync(code, http) is null) return Problems.Of(no, http);
        return http.RequestServices.GetRequiredService<AgentFiles>().Find(rid) is { } file
            ? Results.File(file.FullName, "application/octet-stream", file.Name)
            : Problems.Of(new(404, "devices.no-agent-for-system", $"This server has no agent for {Clean.Line(rid, 40)}."), http);
    }

    static async Task<(EnrolmentCodeId Id, GroupId Group)?> CheckAsync(string code, HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        return await http.RequestServices.GetRequiredService<InstallCodes>().CheckAsync(RequestTenant.Of(http).Id, code, address);
    }
}
