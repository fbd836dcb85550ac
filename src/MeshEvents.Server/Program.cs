using MeshEvents.Certificates;
using MeshEvents.Server;
using MeshEvents.Server.Configuration;
using MeshEvents.Server.EmbeddedPostgres;
using MeshEvents.Server.Wiring;
using MeshEvents.Store;

try
{
    var line = CommandLine.Parse(args);
    if (line.Has("help")) { Out.Line(CommandLine.Help); return 0; }
    if (line.Has("version")) { Out.Line(Out.Version); return 0; }
    if (line["openapi"] is { } file) return await ApiDocument.WriteAsync(file);

    await using var installation = await Installation.OpenAsync(line);
    if (OfflineAccounts.Asked(line)) return await OfflineAccounts.RunAsync(line, installation);

    await using var app = ServerApp.Build(installation, args: []);
    return await ServerApp.RunAsync(app, installation);
}
catch (Exception e) when (e is ConfigException or EmbeddedPostgresException or StoreRefusedException or CertificateException)
{
    Out.Error(e.Message);
    return 2;
}

public partial class Program;
