using System.Text.Json.Nodes;
using MeshEvents.Kernel;
using Microsoft.AspNetCore.Http;

namespace MeshEvents.Bus;

/// <summary>Hidden: not there, or not even to be seen: 404 for both. Forbidden: may be seen, may not be done: 403.</summary>
public enum Verdict { Allowed, SignInFirst, Forbidden, Hidden }

/// <param name="Used">The rights that allowed it and where they come from; stands in the event's headers.</param>
public sealed record Judgement(Verdict Verdict, JsonObject? Used = null);

/// <summary>The one permission check point.</summary>
public interface IAccess
{
    ValueTask<Judgement> JudgeAsync(Actor actor, Need need, CancellationToken stop);

    /// <summary>May this reader of the live feed see rows sent to this audience (a group, a person, the tenant)?</summary>
    ValueTask<bool> MaySeeAsync(Actor reader, Guid audience, CancellationToken stop);
}

/// <summary>Tells who sent a request. A refusal means: not to be served at all (cross-site, wrong token).</summary>
public interface IWhoAsks
{
    ValueTask<(Actor Actor, Refusal? No)> OfAsync(HttpContext http);

    /// <summary>This person did something outside of a request (typed into a terminal): their sign-in is in use.</summary>
    void Used(Actor by);
}

/// <summary>An answer that writes itself: sets a cookie, streams a file.</summary>
public interface IAnswerOverHttp
{
    Task WriteAsync(HttpContext http);
}

/// <summary>Told of every commit of this process, after it and before the asker gets the answer: caches drop what it changed. Must not wait or throw.</summary>
public interface IOnCommit
{
    void OnCommit(IReadOnlyList<IEvent> events);
}
