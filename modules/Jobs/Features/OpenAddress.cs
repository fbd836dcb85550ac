using System.Text.Json;
using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Jobs.Features;

/// <summary>Open a web address in the browser of the person at each device.</summary>
public sealed record OpenAddress(string Address, DeviceId[]? Devices = null, string? Q = null) : IAsksDevices, ICommand<JobMade>
{
    public const int MostAddress = 2000;

    public sealed class Validator : JobValidator<OpenAddress>
    {
        public Validator() => RuleFor(c => c.Address).NotEmpty().MaximumLength(MostAddress).Must(IsWeb).WithMessage("An address begins with http:// or https://.");
    }

    static bool IsWeb(string? address) => address is not null && Clean.Line(address, MostAddress) == address
        && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0;

    internal static JobOrder Order(OpenAddress c) =>
        new(Actions.Open, Clean.Line(c.Address, 200), JsonSerializer.Serialize(new { address = new Uri(c.Address).AbsoluteUri }, Json.Web), c);

    internal static void Map(Slices slices) => JobOrder.Map<OpenAddress>(slices, "POST /api/jobs/open", Actions.Open, Order);
}
