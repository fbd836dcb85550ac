using System.Threading.Channels;
using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Relay;
using MeshEvents.Kernel;
using Microsoft.Extensions.Hosting;

namespace MeshEvents.Relay;

/// <summary>A right that was taken, or a sign-in that ended, ends the tunnels that stood on it, within a second.</summary>
sealed class RightsWatch(IRightsNow rights, Tunnels tunnels, RelayEndpoint relay) : BackgroundService
{
    readonly Channel<RightsChanged> changes = Channel.CreateUnbounded<RightsChanged>(new() { SingleReader = true });

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        rights.Changed += OnChanged;
        try
        {
            await foreach (var change in changes.Reader.ReadAllAsync(stop)) await TryLookAsync(change);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { return; }
        finally { rights.Changed -= OnChanged; }
    }

    void OnChanged(RightsChanged change) => changes.Writer.TryWrite(change);

    /// Whose right cannot be looked up has none: the session can be joined again once the database answers.
    async Task TryLookAsync(RightsChanged change)
    {
        try { await LookAsync(change); }
        catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException)
        {
            foreach (var tunnel in tunnels.All.Where(t => t.User.Tenant == change.Tenant)) tunnel.Close(null);
        }
    }

    async Task LookAsync(RightsChanged change)
    {
        foreach (var tunnel in tunnels.All.Where(t => t.User.Tenant == change.Tenant))
        {
            if (change.Login is { } login)
            {
                if (tunnel.User.Login == login.Value) tunnel.Close("The sign-in ended.");
            }
            else if ((change.User is not { } user || user.Value == tunnel.User.Id) && (change.Device is not { } device || device == tunnel.Device) && !await relay.StillAllowedAsync(tunnel)) tunnel.Close("The right to it was taken.");
        }
    }
}

sealed class CloseTunnelsHandler(Tunnels tunnels) : IHandle<CloseTunnels>
{
    public Task HandleAsync(CloseTunnels close, Permit permit, CancellationToken stop)
    {
        tunnels.Close(close.SessionId, close.Why, close.Except);
        return Task.CompletedTask;
    }
}
