using MeshEvents.Bus;
using MeshEvents.Identity.Features;
using MeshEvents.Identity.Tokens;
using MeshEvents.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshEvents.Identity.SignIn;

/// <summary>
/// Ends sign-ins whose time is over, within about a second: by a fact, so that feeds, sockets and running sessions end as they do when one is revoked. It also
/// writes down when each sign-in and each token was used last.
/// </summary>
sealed partial class IdleWatch(Logins logins, AccessTokens tokens, SignInTimes times, ICommandBus bus, TimeProvider clock, ILogger<IdleWatch> log) : BackgroundService
{
    static readonly TimeSpan every = TimeSpan.FromSeconds(1), noteEvery = TimeSpan.FromMinutes(1), thoroughlyEvery = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        using var tick = new PeriodicTimer(every, clock);
        var thoroughly = DateTimeOffset.MinValue;
        try
        {
            do
            {
                var now = clock.GetUtcNow();
                var look = now >= thoroughly;
                if (await TryAsync(() => LookAsync(look, stop)) && look) thoroughly = now + thoroughlyEvery;
            }
            while (await tick.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { await TryAsync(() => NoteAsync(TimeSpan.Zero, CancellationToken.None)); }
    }

    async Task LookAsync(bool thoroughly, CancellationToken stop)
    {
        await NoteAsync(noteEvery, stop);
        foreach (var login in logins.Over()) await EndAsync(login, stop);
        if (!thoroughly) return;
        foreach (var login in await logins.ForgottenAsync(stop)) await EndAsync(login, stop);
    }

    async Task NoteAsync(TimeSpan every, CancellationToken stop)
    {
        await logins.NoteAsync(every, stop);
        await tokens.NoteAsync(every, stop);
    }

    Task EndAsync(LoginUse login, CancellationToken stop) =>
        bus.InvokeAsync(new ExpireLogin(login.Id, times.IsIdle(login.Seen, clock.GetUtcNow()) ? times.IdleMinutes : null), Actor.System with { Tenant = login.Tenant }, stop);

    /// While the database is away nobody is let in either; the next second looks again.
    async Task<bool> TryAsync(Func<Task> look)
    {
        try { await look(); return true; }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            Away(e.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sign-ins whose time is over could not be ended yet: {Error}")]
    partial void Away(string error);
}
