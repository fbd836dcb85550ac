using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Features;
using MeshEvents.Devices.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Enrolment;

/// <summary>
/// Checks codes that strangers bring. Wrong, spent and expired ones answer alike; 20 wrong secrets with a code's name pause it, and 30 wrong codes a minute
/// from one address are answered no more.
/// </summary>
public sealed class InstallCodes(ReadsFor readsFor, ICommandBus bus, TimeProvider clock)
{
    public const int MostWrong = 20, MostPerMinute = 30, MostAddresses = 50_000;

    readonly ConcurrentDictionary<Guid, int> wrong = [];
    readonly ConcurrentDictionary<string, (DateTimeOffset Minute, int Count)> tries = [];
    static readonly string nobodys = CodeText.HashOf("22222222");

    /// <returns>The code's id and group when it takes devices now.</returns>
    public async Task<(EnrolmentCodeId Id, GroupId Group)?> CheckAsync(Guid tenant, string text, string address)
    {
        if (TooOften(address)) return null;
        var found = await FindAsync(tenant, text);
        if (found is null) Count(address);
        return found;
    }

    async Task<(EnrolmentCodeId, GroupId)?> FindAsync(Guid tenant, string text)
    {
        var well = CodeText.TryParse(text, out var code);
        var reads = readsFor.Tenant(tenant);
        var sheet = well ? (await reads.RowsAsync<CodeSheet>($"name = {code.Name}")).SingleOrDefault() : null;
        var kept = await reads.SecretAsync(EnrolmentSecrets.Code, sheet?.Id ?? default(EnrolmentCodeId));
        var right = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeText.HashOf(well ? code.Secret : "")), Encoding.ASCII.GetBytes(kept?.Reveal() ?? nobodys));
        if (sheet is null || kept is null) return null;
        if (!right)
        {
            if (wrong.AddOrUpdate(sheet.Id.Value, 1, (_, n) => n + 1) % MostWrong == 0)
                await bus.InvokeAsync(new PauseEnrolmentCode(sheet.Id), Actor.System with { Tenant = tenant });
            return null;
        }
        return await reads.Load<EnrolmentCode>(sheet.Id.Value) is var (state, _) && state.Closed(clock.GetUtcNow()) is null ? (sheet.Id, sheet.GroupId) : null;
    }

    bool TooOften(string address) => tries.TryGetValue(address, out var t) && t.Minute == Minute && t.Count >= MostPerMinute;

    void Count(string address)
    {
        if (tries.Count > MostAddresses) tries.Clear();
        var minute = Minute;
        tries.AddOrUpdate(address, (minute, 1), (_, t) => t.Minute == minute ? (minute, t.Count + 1) : (minute, 1));
    }

    DateTimeOffset Minute => new(clock.GetUtcNow().Ticks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
}
