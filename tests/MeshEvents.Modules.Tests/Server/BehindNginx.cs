using System.Diagnostics;
using System.Net.Sockets;

namespace MeshEvents.Modules.Tests.Server;

/// <summary>The server with Debian's nginx in front, which ends TLS with the server's own web certificate. All people and agents come through it.</summary>
public abstract class BehindNginx : ServerFixture
{
    readonly string place = Directory.CreateTempSubdirectory("mesh-nginx-").FullName;
    readonly int outside = Random.Shared.Next(15_000, 30_000);
    Process? nginx;

    public override Uri Address => new($"https://localhost:{outside}/");
    protected int Outside => outside;

    /// <summary>How nginx talks to the server.</summary>
    protected abstract string Scheme { get; }

    public override async Task StartWithoutPeopleAsync()
    {
        await base.StartWithoutPeopleAsync();
        await File.WriteAllTextAsync(Path.Combine(place, "nginx.conf"), Configuration());
        nginx = Process.Start(new ProcessStartInfo("/usr/sbin/nginx", ["-p", place, "-c", "nginx.conf", "-e", "error.log"]))!;
        await Waiting.Until(async () =>
        {
            Assert.False(nginx.HasExited, "nginx ended");
            try { using var probe = new TcpClient(); await probe.ConnectAsync("127.0.0.1", outside); return true; }
            catch (SocketException) { return false; }
        }, "nginx to listen");
    }

    /// <summary>The lines of src/docs/setup/reverse-proxy.md, and what makes nginx run here without touching the machine.</summary>
    string Configuration() => $$"""
        daemon off;
        master_process off;
        pid nginx.pid;
        events { worker_connections 1024; }
        http {
            access_log off;
            client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
            server {
                listen 127.0.0.1:{{outside}} ssl;
                ssl_certificate {{DataFolder}}/certificates/web.crt;
                ssl_certificate_key {{DataFolder}}/certificates/web.key;
                location / {
                    proxy_pass {{Scheme}}://127.0.0.1:{{Port}};
        {{DocumentedLines()}}
                }
            }
        }
        """;

    static string DocumentedLines()
    {
        var page = Repo.Read("src/docs/setup/reverse-proxy.md");
        var from = page.IndexOf("proxy_http_version", StringComparison.Ordinal);
        return page[from..page.IndexOf('}', from)];
    }

    public override async Task DisposeAsync()
    {
        if (nginx is { HasExited: false }) nginx.Kill();
        nginx?.Dispose();
        await base.DisposeAsync();
        Directory.Delete(place, recursive: true);
    }
}

/// <summary>nginx talks plain HTTP to the server.</summary>
public sealed class NginxOffload : BehindNginx
{
    protected override string Scheme => "http";
    protected override string Settings => $$"""{ "tlsOffload": "127.0.0.1", "aliasPort": {{Outside}} }""";
}

/// <summary>nginx talks HTTPS to the server.</summary>
public sealed class NginxTrusted : BehindNginx
{
    protected override string Scheme => "https";
    protected override string Settings => $$"""{ "trustedProxy": ["127.0.0.1"], "aliasPort": {{Outside}} }""";
}
