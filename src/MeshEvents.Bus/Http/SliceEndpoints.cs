using System.Globalization;
using MeshEvents.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Bus.Http;

/// <summary>Every slice with a route becomes an endpoint; there is no other code between HTTP and the pipeline.</summary>
public static class SliceEndpoints
{
    /// <summary>A browser's clock may be a little before the server's.</summary>
    static readonly TimeSpan ahead = TimeSpan.FromMinutes(1);

    public static void MapSlices(this IEndpointRouteBuilder app)
    {
        foreach (var slice in app.ServiceProvider.GetRequiredService<Slices>().All.Where(s => s.Route is not null))
        {
            var (verb, path) = slice.Route!.Split(' ') is [var v, var p] ? (v, p) : throw new InvalidOperationException($"{slice.Name}: '{slice.Route}' is not 'VERB /path'.");
            app.MapAnswer(verb, path, http => AnswerAsync(slice, http)).WithName(Words.Camel(slice.Name)).WithMetadata(slice);
        }
    }

    /// <summary>
    /// A route that answers with a result. Not as a mere delegate, for which code is made and compiled at each start (a tenth of it, tools/bench start);
    /// the OpenAPI document lists it for the sake of its method.
    /// </summary>
    public static IEndpointConventionBuilder MapAnswer(this IEndpointRouteBuilder app, string verb, string path, Func<HttpContext, Task<IResult>> answer) =>
        app.MapMethods(path, [verb], http => ExecuteAsync(answer, http)).WithMetadata(answer.Method);

    static async Task ExecuteAsync(Func<HttpContext, Task<IResult>> answer, HttpContext http)
    {
        var result = await answer(http);
        await result.ExecuteAsync(http);
    }

    static async Task<IResult> AnswerAsync(Slice slice, HttpContext http)
    {
        var services = http.RequestServices;
        var (actor, cross) = await services.GetRequiredService<IWhoAsks>().OfAsync(http);
        if (cross is not null) return Problems.Of(cross, http);
        var (asked, malformed) = await Binding.BindAsync(slice, http);
        if (malformed is not null) return Problems.Of(malformed, http);

        return slice.Query is null ? await ChangeAsync(slice, (ICommand)asked!, actor, http) : await ReadAsync(asked!, actor, http);
    }

    static async Task<IResult> ReadAsync(object asked, Actor actor, HttpContext http)
    {
        DateTimeOffset? asOf = null;
        if (http.Request.Query["asOf"] is [{ Length: > 0 } text])
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
                return Problems.Of(Refuse.Invalid("'asOf' is not a time. Use ISO 8601, for example 2026-03-03T09:14:00Z."), http);
            if (at > http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() + ahead)
                return Problems.Of(Refuse.Invalid("'asOf' has not come yet. Leave it out to see how it is now."), http);
            asOf = at;
        }
        var answer = await http.RequestServices.GetRequiredService<CommandBus>().AskAsync(asked, actor, asOf, http.RequestAborted);
        return answer switch
        {
            null => Problems.Of(Refuse.NotThere, http),
            Refusal no => Problems.Of(no, http),
            IAnswerOverHttp itself => new Itself(itself),
            _ => Results.Json(answer, Json.Web),
        };
    }

    static async Task<IResult> ChangeAsync(Slice slice, ICommand command, Actor actor, HttpContext http)
    {
        var services = http.RequestServices;
        var inbox = services.GetRequiredService<Inbox>();
        var bus = services.GetRequiredService<CommandBus>();
        var (key, bad) = Inbox.KeyOf(http.Request.Headers["Idempotency-Key"].ToString());
        if (bad is not null) return Problems.Of(bad, http);

        var outcome = key is null || !actor.SignedIn
            ? await bus.InvokeAsync(command, actor, http.RequestAborted)
            : await inbox.OnceAsync(key, slice, command, actor, bus, http.RequestAborted);
        if (outcome.Refused is { } refused) return Problems.Of(refused, http);

        http.Response.Headers["Mesh-Sequence"] = outcome.Sequence.ToString(CultureInfo.InvariantCulture);
        var status = slice.Creates ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        return outcome.Told switch
        {
            IAnswerOverHttp itself => new Itself(itself),
            { } told => Results.Json(told, Json.Web, statusCode: status),
            null when slice.Creates => Results.Json(new Made(outcome.Id, outcome.Version), Json.Web, statusCode: status),
            null => Results.NoContent(),
        };
    }

    sealed class Itself(IAnswerOverHttp answer) : IResult
    {
        public Task ExecuteAsync(HttpContext http) => answer.WriteAsync(http);
    }
}

/// <summary>The answer of a <c>Create</c> that promises no other.</summary>
public sealed record Made(Guid Id, long Version);
