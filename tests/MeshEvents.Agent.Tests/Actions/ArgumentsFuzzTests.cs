using System.Text;
using System.Text.Json;
using MeshEvents.Agent.Actions;

namespace MeshEvents.Agent.Tests.Actions;

/// <summary>Whatever JSON stands in a command, reading it ends with a request or a sentence, and the policy with a yes or a no: never with an exception.</summary>
public sealed class ArgumentsFuzzTests
{
    const string Good = """{"shell":"sh","text":"/usr/bin/uptime -p","as":"agent","timeout":60,"limit":1000}""";
    static readonly CommandPolicy programs = new(null, ["/usr/bin/uptime"]);

    // whole values that have broken parsers before: halves of characters, NUL, numbers beyond every type, the wrong kinds, depth
    static readonly string[] odd =
        ["\"\\ud800\"", "\"a\\udc00b\"", "\"\\u0000\"", "\"\"", "\" \"", "1e999", "-1", "0.5", "9223372036854775808", "null", "true", "[]", "{}", "[[[[[]]]]]", "{\"text\":\"x\"}", "\"auto\"", "\"user\"", "\"agent\""];

    static void Ask(string text)
    {
        JsonElement json;
        try
        {
            json = JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
        }
        catch (JsonException)
        {
            return;             // no command has such a body
        }
        var request = RunRequest.Read(json, out var why);
        Assert.Equal(request is null, why.Length > 0);
        if (request is not null)
        {
            Assert.DoesNotContain('\0', request.Text);
            Assert.InRange(Encoding.UTF8.GetByteCount(request.Text), 1, 120 << 10);
            Assert.InRange(request.Timeout.TotalSeconds, 1, 7 * 24 * 3600);
            Assert.InRange(request.Limit, 0, 64 << 20);
        }
        if (programs.WhyNot("run", json) is null) Assert.StartsWith("/usr/bin/uptime", Arguments.Text(json, "text")!.Trim());
        foreach (var name in (string[])["shell", "text", "timeout"])
        {
            Assert.InRange(Arguments.Text(json, name, 5)?.Length ?? 0, 0, 5);
            Assert.InRange(Arguments.Number(json, name, 3, 9) ?? 3, 3, 9);
            Assert.All(Arguments.Texts(json, name, 2) ?? [], t => Assert.NotEmpty(t));
        }
    }

    [Fact] public void The_good_one_is_taken()
    {
        Assert.NotNull(RunRequest.Read(JsonElement.Parse(Good), out _));
        Assert.Null(programs.WhyNot("run", JsonElement.Parse(Good)));
    }

    [Theory]
    [InlineData("shell")]
    [InlineData("text")]
    [InlineData("as")]
    [InlineData("timeout")]
    [InlineData("limit")]
    public void Every_member_missing_doubled_and_odd(string name)
    {
        using var good = JsonDocument.Parse(Good);
        var others = good.RootElement.EnumerateObject().Where(m => m.Name != name).Select(m => $"\"{m.Name}\":{m.Value.GetRawText()}").ToArray();
        Assert.Null(RunRequest.Read(JsonElement.Parse($"{{{string.Join(',', others)}}}"), out _));
        foreach (var value in odd)
        {
            Ask($"{{{string.Join(',', [.. others, $"\"{name}\":{value}"])}}}");
            Ask($"{{\"{name}\":{value},{Good[1..]}");
            Ask($"{{{string.Join(',', [.. others, $"\"{name}\":[{value},{value}]"])}}}");
        }
        foreach (var value in odd) Ask(value);
    }

    [Fact] public void Damaged_at_random()
    {
        var random = new Random(20261121);
        for (var round = 0; round < 50_000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(Good);
            for (var hits = random.Next(1, 5); hits > 0; hits--) bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "\"\\ud{}[],:0129-e"[random.Next(16)]);
            Ask(Encoding.UTF8.GetString(bytes.AsSpan(0, random.Next(8) == 0 ? random.Next(bytes.Length) : bytes.Length)));
        }
    }
}
