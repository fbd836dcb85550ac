using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MeshEvents.Kernel;
using Xunit;

namespace MeshEvents.Testing.Http;

/// <summary>A whole answer, read to its end.</summary>
public sealed record Reply(HttpStatusCode Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The refusal's stable code; empty when it is no problem.</summary>
    public string Code => (int)Status >= 400 && Text.StartsWith('{') && Json.TryGetProperty("type", out var type) ? type.GetString()! : "";

    public string[] Fields => Json.TryGetProperty("errors", out var errors) ? [.. errors.EnumerateObject().Select(f => f.Name)] : [];

    public Guid Id => Json.GetProperty("id").GetGuid();

    /// <summary>Of the last event the request made.</summary>
    public long Sequence => long.Parse(Header("Mesh-Sequence") ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    public T As<T>() => JsonSerializer.Deserialize<T>(Text, Kernel.Json.Web)!;

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    public static async Task<Reply> OfAsync(HttpResponseMessage answer)
    {
        using (answer) return new(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers, answer.Content.Headers);
    }
}

public static class Should
{
    public static async Task<Reply> Be(this Task<Reply> asked, HttpStatusCode status)
    {
        var reply = await asked;
        Assert.True(status == reply.Status, $"Expected {(int)status}, got {(int)reply.Status}: {reply.Text}");
        return reply;
    }

    /// <summary>A problem with this status and this code.</summary>
    public static async Task<Reply> Be(this Task<Reply> asked, HttpStatusCode status, string code)
    {
        var reply = await asked.Be(status);
        Assert.Equal(code, reply.Code);
        return reply;
    }

    /// <summary>400, and this field is named.</summary>
    public static async Task<Reply> BeInvalid(this Task<Reply> asked, string field)
    {
        var reply = await asked.Be(HttpStatusCode.BadRequest);
        Assert.Contains(field, reply.Fields);
        return reply;
    }
}
