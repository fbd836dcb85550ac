using System.Text.Json;
using MeshEvents.Agent.Platform.Upkeep;

namespace MeshEvents.Agent.Platform.Linux.Upkeep;

/// <summary>The services of systemd, by its own <c>systemctl</c>.</summary>
sealed class SystemdServices(ISystemTools tools) : IServices
{
    const string Program = "systemctl", End = ".service", Own = "meshevents-agent.service";
    const int MostName = 255;

    // systemd.unit(5): what a unit's name may be made of
    const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_.\\@";

    public string? WhyNot() => tools.Systemd ? null : "systemd does not manage this device, and the agent knows no other services.";

    public async Task<IReadOnlyList<ServiceFacts>> ListAsync(CancellationToken stop)
    {
        var answer = await tools.RunAsync(Program, stop, "list-units", "--type=service", "--all", "--output=json", "--no-pager");
        if (answer.Code != 0) throw new IOException($"The system does not list its services: {answer.Errors}");
        return Read(answer.Output) ?? throw new IOException("The system's list of services was not understood.");
    }

    public async Task ChangeAsync(string name, ServiceChange to, CancellationToken stop)
    {
        if (name.Length is 0 or > MostName || name.AsSpan().ContainsAnyExcept(Plain) || name.StartsWith('-') || !name.EndsWith(End, StringComparison.Ordinal)) throw new IOException("This is no name of a service.");
        if (name == Own) throw new IOException("The agent does not change its own service.");

        var answer = await tools.RunAsync(Program, stop, to.ToString().ToLowerInvariant(), "--", name);
        if (answer.Code != 0) throw new IOException(answer.Errors.Length > 0 ? answer.Errors : $"systemctl ended with {answer.Code}.");
    }

    /// <summary><c>[{"unit":"cups.service","load":"loaded","active":"active","sub":"running","description":"…"}]</c>; one that is only mentioned somewhere is not there.</summary>
    internal static IReadOnlyList<ServiceFacts>? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind is not JsonValueKind.Array) return null;
            return [.. document.RootElement.EnumerateArray().Where(u => u.ValueKind is JsonValueKind.Object && Text(u, "load") is not "not-found")
                .Select(u => new ServiceFacts(Text(u, "unit"), Text(u, "description"), Text(u, "active"), Text(u, "sub"))).Where(s => s.Name.Length > 0)];
        }
        catch (JsonException) { return null; }
    }

    static string Text(JsonElement unit, string name) => unit.TryGetProperty(name, out var v) && v.ValueKind is JsonValueKind.String ? v.GetString()! : "";
}
