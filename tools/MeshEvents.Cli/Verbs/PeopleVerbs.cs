using System.Text.Json;
using MeshEvents.Cli.Arguments;
using MeshEvents.Cli.Output;

namespace MeshEvents.Cli.Verbs;

static class PeopleVerbs
{
    public static readonly Verb Groups = new("groups", "The device groups you may see.", async (call, stop) =>
    {
        await call.Session.Out.RowsAsync(Lookup.RowsAsync(call.Session.Server, "api/groups?take=200", stop),
            [Column.Member("NAME", "name"), Column.Member("DEVICES", "devices"), Column.Member("DESCRIPTION", "description"), Column.Member("ID", "id")]);
        return Exit.Done;
    })
    { Examples = ["mesh groups", "mesh groups -o json"] };

    public static readonly Verb Users = new("users", "The people of this server.", async (call, stop) =>
    {
        var name = call.At(0) is { } part ? $"&name={Uri.EscapeDataString(part)}" : "";
        await call.Session.Out.RowsAsync(Lookup.RowsAsync(call.Session.Server, $"api/users?take=200{name}", stop),
            [Column.Member("NAME", "name"), Column.Member("E-MAIL", "email"), new("ROLE", Role), Column.Time("PAUSED UNTIL", "pausedUntil"), Column.Member("ID", "id")]);
        return Exit.Done;
    })
    { Positionals = [new("NAME", "part of the name", Required: false)], Examples = ["mesh users", "mesh users mira -o json"] };

    static string Role(JsonElement user) => user.TryGetProperty("administrator", out var full) && full.GetBoolean() ? "administrator" : "person";
}
