using System.Security.Cryptography;
using System.Text;
using MeshEvents.Bus.Http;
using MeshEvents.Identity;
using MeshEvents.Kernel;
using MeshEvents.Store;
using Microsoft.AspNetCore.StaticFiles;

namespace MeshEvents.Server.Wiring;

/// <summary>
/// The console's files and its pages. Every page that is not a file is <c>index.html</c> with a fresh nonce and the path its tenant lives under; <c>/setup</c> exists
/// only until somebody has used it. The terminal's own page is the only one whose styles may stand in the page.
/// </summary>
public sealed class Pages(string folder, EventStore store)
{
    const string NoncePlace = "__NONCE__", BasePlace = "__BASE__";
    static readonly FileExtensionContentTypeProvider types = new();
    readonly Dictionary<string, byte[]> files = Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(f => "/" + Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllBytes)
        : [];

    public bool Built => files.ContainsKey("/index.html");

    public async Task ServeAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method)) { await NotThereAsync(http); return; }
        if (path is "/setup" && await IsSetUpAsync(http)) { await NotThereAsync(http); return; }
        if (path is not ("/index.html" or "/terminal.html") && files.TryGetValue(path, out var file)) { await FileAsync(http, path, file); return; }
        if (path.StartsWith("/api/", StringComparison.Ordinal) || path.EndsWith(".ashx", StringComparison.Ordinal) || !AcceptsPages(http.Request)) { await NotThereAsync(http); return; }
        await PageAsync(http, path is "/terminal.html" ? path : "/index.html");
    }

    async Task PageAsync(HttpContext http, string name)
    {
        if (!files.TryGetValue(name, out var page))
        {
            await Problems.Of(new(503, "server.no-console", "The web console is not built. Run tools/up, or use the HTTP API."), http).ExecuteAsync(http);
            return;
        }
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        SecurityHeaders.Page(http.Response, nonce, inlineStyles: name is "/terminal.html");
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(http.Request.Method)) return;
        // as it was typed: the browser compares it with its own address. A domain's name has no letter that a page would read as more than text
        var text = Encoding.UTF8.GetString(page).Replace(NoncePlace, nonce, StringComparison.Ordinal).Replace(BasePlace, http.Request.PathBase.Value, StringComparison.Ordinal);
        await http.Response.WriteAsync(text, http.RequestAborted);
    }

    /// Built files carry a hash in their names; the rest is asked for each time.
    static async Task FileAsync(HttpContext http, string path, byte[] file)
    {
        http.Response.ContentType = types.TryGetContentType(path, out var type) ? type : "application/octet-stream";
        http.Response.Headers.CacheControl = path.StartsWith("/assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        http.Response.ContentLength = file.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(file, http.RequestAborted);
    }

    async Task<bool> IsSetUpAsync(HttpContext http)
    {
        var tenant = RequestTenant.Of(http).Id;
        return (await store.AggregateAsync<Tenant>(tenant, tenant, stop: http.RequestAborted))?.State.SetUp ?? false;
    }

    static bool AcceptsPages(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        return accept is "" || accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) || accept.Contains("*/*", StringComparison.Ordinal);
    }

    static Task NotThereAsync(HttpContext http) => Problems.Of(Refuse.NotThere, http).ExecuteAsync(http);
}
