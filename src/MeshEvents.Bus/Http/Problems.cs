using System.Diagnostics;
using System.Globalization;
using MeshEvents.Kernel;
using Microsoft.AspNetCore.Http;

namespace MeshEvents.Bus.Http;

/// <summary>A refusal as an RFC 9457 problem: <c>type</c> is the stable code, <c>detail</c> the sentence.</summary>
public static class Problems
{
    public static IResult Of(Refusal no, HttpContext http)
    {
        if (no == Refuse.SignInFirst && http.Features.Get<SignInOver>() is { } over) no = over.Why;
        if (no.RetryAfter is { } wait) http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var extensions = new Dictionary<string, object?> { ["traceId"] = Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier };
        if (no.Fields is not null) extensions["errors"] = no.Fields;
        if (no.Done is { } done) extensions["id"] = done;
        return Results.Problem(no.Sentence, statusCode: no.Status, title: Title(no.Status), type: no.Code, extensions: extensions);
    }

    static string Title(int status) => status switch
    {
        400 => "That was not understood", 401 => "Not signed in", 403 => "Not allowed", 404 => "Not there", 409 => "Not possible now", 413 => "Too large",
        415 => "Wrong content type", 421 => "Wrong address", 429 => "Too often", 503 => "Not available now", _ => "Something went wrong",
    };
}
