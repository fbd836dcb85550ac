using System.IO.Compression;
using System.Text;

namespace MeshEvents.Modules.Tests.Jobs.Features;

[Collection(JobsServer.Name)]
public sealed class GetJobResultsTests(JobsServer server)
{
    [Fact]
    public async Task All_results_in_one_file()
    {
        var (device, agent) = await server.OnlineDeviceAsync(signed: true);
        await using var _ = agent;
        var job = await server.StartAsync(server.Technician, new { text = "uptime", q = $"id:{device.Id}" });
        var command = await server.SentAsync<CommandDevice>();
        await server.WritesAsync(command, 0, "out"u8.ToArray());
        await server.WritesAsync(command, 1, "err"u8.ToArray(), error: true);
        var following = server.Technician.Get($"/api/jobs/{job}/results?follow=true");
        await server.AnswersAsync(command, """{"exit":0}""");

        var lines = (await following.Be(HttpStatusCode.OK)).Text.TrimEnd('\n').Split('\n').Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(["b3V0", "ZXJy"], lines.Where(l => l.TryGetProperty("output", out var _)).Select(l => l.GetProperty("output").GetProperty("bytes").GetString()));
        Assert.Equal("Done", lines.Last(l => l.TryGetProperty("run", out var _)).GetProperty("run").GetProperty("state").GetString());
        Assert.Equal((1, 0), (lines[^1].GetProperty("end").GetProperty("runs").GetInt32(), lines[^1].GetProperty("end").GetProperty("open").GetInt32()));

        using var http = new HttpClient(Connecting.From("127.0.0.1")) { BaseAddress = server.Address };
        using var answer = await http.SendAsync(server.Technician.Request(HttpMethod.Get, $"/api/jobs/{job}/results?format=Zip"));
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        string Text(string name) => new StreamReader(zip.GetEntry(name)!.Open(), Encoding.UTF8).ReadToEnd();
        Assert.Equal(("out", "err"), (Text($"{device.Name}.out.txt"), Text($"{device.Name}.err.txt")));
        Assert.Contains($"{device.Name},Done,0,", Text("results.csv"), StringComparison.Ordinal);
    }
}
