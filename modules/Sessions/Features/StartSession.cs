using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Relay;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Sessions.Views;
using MeshEvents.Store;

namespace MeshEvents.Sessions.Features;

/// <summary>Ask for a live session with one device. The answer is all a browser needs to dial the relay.</summary>
/// <param name="Host">Of a TCP session: a name or address as the device resolves it; itself when there is none.</param>
/// <param name="Port">Of a TCP session: 1 to 65535.</param>
public sealed record StartSession(DeviceId DeviceId, ChannelKind Kind, string? Reason = null, string? Host = null, int? Port = null) : ICommand<SessionPass>
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public sealed class Validator : AbstractValidator<StartSession>
    {
        public Validator()
        {
            RuleFor(c => c.Kind).IsInEnum();
            RuleFor(c => c.Port).NotNull().InclusiveBetween(1, 65535).When(c => c.Kind is ChannelKind.Tcp);
            RuleFor(c => c.Host).Must(h => h is null || h.Length <= 253 && Uri.CheckHostName(h) is not UriHostNameType.Unknown).WithMessage("The host is a name or an address.");
            RuleFor(c => c).Must(c => c.Kind is ChannelKind.Tcp || c.Host is null && c.Port is null).OverridePropertyName(nameof(Port)).WithMessage("Only a TCP session has a host and a port.");
            RuleFor(c => c.Reason).MaximumLength(500).Must(r => r is null || Clean.Line(r, 500) == r).WithMessage("The reason is one line of plain text.");
        }
    }

    TcpTarget? Target => Kind is ChannelKind.Tcp ? new(Host ?? "127.0.0.1", Port!.Value) : null;

    public sealed record Known(DeviceCard Device, bool Online);

    internal static async Task<Known?> Load(StartSession c, Reads reads) =>
        await reads.RowAsync<DeviceCard>(c.DeviceId) is { } device ? new(device, reads.Ask<IPresence>().IsOnline(c.DeviceId)) : null;

    public static Decision<SessionPass> Decide(StartSession c, Known known, Ask ask)
    {
        if (!known.Online) return Refuse.Conflict("sessions.device-offline", "The device is not connected.");
        if (!known.Device.Offers.Contains(c.Kind)) return Refuse.Conflict("sessions.kind-not-offered", $"The agent on this device does not offer {c.Kind.ToString().ToLowerInvariant()} sessions.");

        var id = ask.NewId<SessionId>();
        var tunnel = Tunnel.Fresh(ask);
        return Decision
            .Of(new SessionRequested(c.DeviceId, known.Device.GroupId, new UserId(ask.By.Id), c.Kind, c.Reason, Target: c.Target))
            .Then(new OpenChannel(c.DeviceId, id, c.Kind, tunnel, Reason: c.Reason, Target: c.Target))
            .Later(Patience, new GiveUpSession(id, 0))
            .AnswerFrom((ITickets tickets) => tickets.ForBrowser(id, tunnel, c.DeviceId, known.Device.NodeId, c.Kind, ask.By, continues: null));
    }

    internal static void Map(Slices slices) => slices
        .Create<Session, StartSession, Known>("POST /api/sessions", c => SessionPermissions.To(c.Kind).On(c.DeviceId), Load, Decide);
}

static class Tunnel
{
    /// <summary>128 random bits: what the two ends meet under; never the session's id, which people see.</summary>
    public static string Fresh(Ask ask) => Convert.ToHexStringLower(ask.Fresh("tunnel").AsSpan(0, 16));
}
