using MeshEvents.Contracts.Health;
using MeshEvents.Store;

namespace MeshEvents.Server.Health;

/// <summary>Whether the person keys are apart from what is sealed with them (architecture 13.11).</summary>
sealed class PersonKeysHealth(Database database) : IHealth
{
    public async Task<HealthTile> LookAsync(CancellationToken stop) => Judge(database.PersonKeys.Name, database.PersonKeys.WhyNotApart, await database.PersonKeys.FaultAsync(stop));

    internal static HealthTile Judge(string name, string? whyNot, string? fault) =>
        fault is not null ? new("person-keys", HealthState.Act, "Out of reach", $"The database {name} cannot be read: {fault.TrimEnd('.')}. Pages that name people fail, and so does what is done by somebody new.", "Bring it back, from its own backup if it is lost. The server does not start without it.")
        : whyNot is null
        ? new("person-keys", HealthState.Ok, "Apart", $"The keys under which personal data is sealed are in the database {name}. Save it too, and keep its copies for a short time only.")
        : new("person-keys", HealthState.Look, "Beside the data", $"The keys under which personal data is sealed are in the same database as that data: an old backup brings back who was erased since. {whyNot}",
            $"Let the database user make databases (alter role … createdb), or make the database {name} for it; then start the server again: the keys move by themselves.");
}
