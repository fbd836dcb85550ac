using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.SignIn;
using MeshEvents.Identity.Views;
using MeshEvents.Kernel;
using MeshEvents.Server.Configuration;
using MeshEvents.Server.Wiring;
using MeshEvents.Store;

namespace MeshEvents.Server;

/// <summary>
/// The account commands of the MeshCentral guide, for unattended installs and for who is locked out. They need the machine, not a password, and stand in the
/// history as the system's own acts.
/// </summary>
static class OfflineAccounts
{
    static readonly string[] commands = ["createaccount", "adminaccount", "resetaccount", "listuserids"];

    public static bool Asked(CommandLine line) => commands.Any(line.Has);

    public static async Task<int> RunAsync(CommandLine line, Installation installation)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(TimeProvider.System).AddSingleton(installation.Database).AddSingleton(installation.Ring);
        services.AddSingleton(s => new EventStore(installation.Database, s.GetRequiredService<Facts>(), s.GetRequiredService<Projections>(), installation.Ring, TimeProvider.System));
        services.AddModules(Modules.All());
        await using var provider = services.BuildServiceProvider();
        await ViewTables.PrepareAsync(installation.Database, provider.GetRequiredService<Projections>());
        var tenants = await TenantMap.OpenAsync(installation.Database, provider.GetRequiredService<EventStore>(), installation.Settings.Domains, CancellationToken.None);
        if (tenants.Named(line["domain"] ?? "") is not { } tenant) throw new ConfigException($"There is no domain '{line["domain"]}' in config.json.");

        var by = Actor.System with { Tenant = tenant.Id, Via = Via.Cli };
        var (bus, reads) = (provider.GetRequiredService<ICommandBus>(), provider.GetRequiredService<ReadsFor>().Actor(by));
        if (line.Has("listuserids"))
        {
            foreach (var user in await reads.RowsAsync<UserRow>($"true")) Out.Line($"user/{tenant.Domain}/{user.NameKey}");
            return 0;
        }
        // what a running server holds in memory (rights, open logins) would go on as before
        if (await ProjectionDaemon.RunsOnAsync(installation.Database)) throw new ConfigException("A server is running on this database. Stop it first, or do this in its console.");
        var command = await CommandAsync(line, reads);
        var outcome = await bus.InvokeAsync(command, by);
        if (outcome.Refused is { } no)
        {
            Out.Error(Sentence(no));
            return 1;
        }
        Out.Line("Done.");
        return 0;
    }

    static string Sentence(Refusal no) => no switch
    {
        { Fields: { } fields } => string.Join(' ', fields.SelectMany(f => f.Value)),
        { Code: "identity.name-taken" } => $"{no.Sentence} Or keep it: --resetaccount gives it a new password, --adminaccount every site right.",
        _ => no.Sentence,
    };

    static async Task<ICommand> CommandAsync(CommandLine line, Reads reads)
    {
        if (line["createaccount"] is { } name) return new Identity.Features.CreateUser(name, line["email"], Password(line), Administrator: false);
        var wanted = line["adminaccount"] ?? line["resetaccount"]!;
        var user = (await reads.RowsAsync<UserRow>($"name_key = {UserRow.KeyOf(wanted)}")).SingleOrDefault() ?? throw new ConfigException($"Nobody has the name '{wanted}'. --listuserids shows all.");
        return line.Has("adminaccount") ? new Identity.Features.ChangeSiteRights(user.Id, Rights.Full) : new Identity.Features.ResetPassword(user.Id, Password(line));
    }

    static string Password(CommandLine line) => line["pass"] ?? throw new ConfigException("Give the password with --pass.");
}
