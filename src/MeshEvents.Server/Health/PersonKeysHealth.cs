using MeshEvents.Contracts.Health;
using MeshEvents.Store;

namespace MeshEvents.Server.Health;

/// <summary>Whether the person keys are apart from what is sealed with them (architecture 13.11).</summary>
sealed class PersonKeysHealth(Database database) : IHealth
{
    public Task<HealthTile> LookAsync(CancellationToken stop) => Task.FromResult(Judge(database.PersonKeys.Name, database.PersonKeys.WhyNotApart));

    internal static HealthTile Judge(string name, string? whyNot) => whyNot is null
        ? new("person-keys", HealthState.Ok, "Apart", $"The keys under which personal data is sealed are in the database {name}. Save it too, and keep its copies for a short time only.")
        : new("person-keys", HealthState.Look, "Beside the data", $"The keys under which personal data is sealed are in the same database as that data: an old backup brings back who was erased since. {whyNot}",
            $"Let the database user make databases (alter role … createdb), or make the database {name} for it; then start the server again: the keys move by themselves.");
}
