using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Cli.Api;
using MeshEvents.Cli.Arguments;
using MeshEvents.Cli.Output;

namespace MeshEvents.Cli.Verbs;

/// <summary>
/// Every operation of the server's API as a verb: <c>renameDevice</c> is <c>mesh rename-device DEVICE --name X</c>. What its address names stands first, the rest are
/// options.
/// </summary>
static class OperationVerbs
{
    /// <summary>What only a person does by themselves, in a browser, and what a verb written by hand does better.</summary>
    static readonly HashSet<string> left =
        ["setUp", "signIn", "signOut", "endLogin", "changePassword", "createToken", "startPairing", "getPairing", "findPairing", "confirmPairing", "denyPairing", "followLive"];

    /// <summary>Those of the server that is meant; none when nobody has signed in there.</summary>
    public static IReadOnlyList<Verb> Known(ITerminal terminal)
    {
        var folder = Server.ConfigFolder.Of(terminal.Environment);
        var servers = folder.Servers();
        if (servers.Count == 0) return [];
        var address = terminal.Environment("MESH_SERVER") is { Length: > 0 } named ? Session.AddressOf(named) : servers[0].Address;
        return Of(DocumentCache.Read(folder, address));
    }

    public static IReadOnlyList<Verb> Of(IReadOnlyList<Operation> operations) => [.. operations.Where(o => !left.Contains(o.Id)).Select(Of)];

    static Verb Of(Operation operation)
    {
        var inPath = operation.Parameters.Where(p => p.Place is ParameterPlace.Path).ToList();
        var others = operation.Parameters.Where(p => p.Place is not ParameterPlace.Path).ToList();
        return new(operation.Verb, Sentence(operation), (call, stop) => RunAsync(operation, call, stop))
        {
            Positionals = [.. inPath.Select(p => new Positional(Capital(p), p.Name is "deviceId" or "groupId" ? "its name or id" : "its id"))],
            Options = [.. others.Select(OptionOf)],
            Examples = [$"mesh {operation.Verb}{string.Concat(inPath.Select(p => $" {Capital(p)}"))}{string.Concat(others.Where(p => p.Required).Select(p => $" --{OptionOf(p).Name} {OptionOf(p).Value}"))}"],
        };
    }

    static Option OptionOf(Parameter p) => p.IsSecret
        ? new($"{p.Dashed}-file", "FILE", "where it stands; asked for without this")
        : new(p.Dashed, p.Type is "boolean" ? "true|false" : p.Type is "integer" or "number" ? "N" : "TEXT", p.Required ? "needed" : "", Many: p.Type is "array", Required: p.Required, Choices: p.Type is "boolean" ? ["true", "false"] : p.Choices);

    static string Sentence(Operation operation) => $"{operation.Tag}: {char.ToUpperInvariant(operation.Verb[0])}{operation.Verb[1..].Replace('-', ' ')}.";

    static string Capital(Parameter p) => (p.Dashed.EndsWith("-id", StringComparison.Ordinal) && p.Dashed.Length > 3 ? p.Dashed[..^3] : p.Dashed).ToUpperInvariant().Replace('-', '_');

    static async Task<int> RunAsync(Operation operation, Call call, CancellationToken stop)
    {
        var (path, query, body) = (operation.Path, "", new JsonObject());
        var at = 0;
        foreach (var p in operation.Parameters)
        {
            if (p.Place is ParameterPlace.Path) path = path.Replace($"{{{p.Name}}}", Uri.EscapeDataString(await IdAsync(p, call.At(at++)!, call, stop)), StringComparison.Ordinal);
            else if (p.IsSecret) body[p.Name] = SecretOf(p, call);
            else if (call.Has(p.Dashed) && p.Place is ParameterPlace.Query) query += $"&{p.Name}={Uri.EscapeDataString(await IdAsync(p, call[p.Dashed]!, call, stop))}";
            else if (call.Has(p.Dashed)) body[p.Name] = await ValueAsync(p, call, stop);
        }
        var address = query.Length > 0 ? $"{path}?{query[1..]}" : path;
        using var answer = await call.Session.Server.SendAsync(operation.Method, address, operation.HasBody ? body : null, stop);
        return await PrintAsync(operation, address, answer, call, stop);
    }

    static async Task<string> IdAsync(Parameter p, string text, Call call, CancellationToken stop) => p.Name switch
    {
        "deviceId" => $"{await Lookup.DeviceAsync(call.Session.Server, text, stop)}",
        "groupId" => $"{await Lookup.GroupAsync(call.Session.Server, text, stop)}",
        _ => text,
    };

    static async Task<JsonNode?> ValueAsync(Parameter p, Call call, CancellationToken stop)
    {
        var text = call[p.Dashed]!;
        return p.Type switch
        {
            "array" => new JsonArray([.. call.All(p.Dashed).Where(t => t.Length > 0).Select(t => (JsonNode)JsonValue.Create(t))]),
            "boolean" => JsonValue.Create(text is "true"),
            "integer" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? JsonValue.Create(n) : throw NoNumber(p, text),
            "number" => double.TryParse(text, CultureInfo.InvariantCulture, out var n) ? JsonValue.Create(n) : throw NoNumber(p, text),
            _ => JsonValue.Create(await IdAsync(p, text, call, stop)),
        };
    }

    static MeshException NoNumber(Parameter p, string text) => new(Exit.Usage, $"--{p.Dashed} must be a number, not '{text}'.");

    /// From a file, or typed unseen.
    static string SecretOf(Parameter p, Call call)
    {
        if (call[$"{p.Dashed}-file"] is { } file) return File.Exists(file) ? File.ReadAllText(file).TrimEnd('\r', '\n') : throw new MeshException(Exit.Usage, $"There is no file {file}.");
        if (!call.Session.Terminal.Attended) throw new MeshException(Exit.Usage, $"Nobody can be asked for the {p.Name}.", $"--{p.Dashed}-file FILE");
        call.Session.Terminal.Error.Write($"{p.Name}: ");
        return call.Session.Terminal.ReadHidden() ?? "";
    }

    static async Task<int> PrintAsync(Operation operation, string address, HttpResponseMessage answer, Call call, CancellationToken stop)
    {
        if (answer.Content.Headers.ContentType?.MediaType is { } type && type is not "application/json") return await AuditVerbs.CopyAsync(answer, call.Session.Terminal.Output, stop);
        var text = await answer.Content.ReadAsStringAsync(stop);
        if (text.Length == 0) return Exit.Done;
        var json = JsonElement.Parse(text);
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("rows", out var rows) && rows.ValueKind == JsonValueKind.Array) await call.Session.Out.RowsAsync(AllAsync(json, operation, address, call, stop));
        else await call.Session.Out.ThingAsync(json);
        return Exit.Done;
    }

    /// The pages that follow, unless one page was asked for.
    static async IAsyncEnumerable<JsonElement> AllAsync(JsonElement first, Operation operation, string address, Call call, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var row in first.GetProperty("rows").EnumerateArray()) yield return row;
        if (call.Has("take") || call.Has("after") || operation.Parameters.All(p => p.Name != "after")) yield break;
        if (!first.TryGetProperty("next", out var next) || next.ValueKind != JsonValueKind.String) yield break;
        await foreach (var row in Lookup.RowsAsync(call.Session.Server, address, next.GetString(), stop)) yield return row;
    }
}
