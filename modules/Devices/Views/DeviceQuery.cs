using System.Text;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Devices.Views;

/// <summary>
/// The query bar's grammar over devices, as SQL: words in any field, <c>name: host: group: tag: os: ip: user: agent: desc: status: id:</c>, <c>-</c> negates,
/// quotes hold blanks, <c>or</c> between terms. What it does not understand it names.
/// </summary>
static class DeviceQuery
{
    public const int MostText = 500, MostTerms = 20;

    /// <param name="online">Who is connected now.</param>
    /// <exception cref="QueryException">Names the term.</exception>
    public static Sql Parse(string? text, Guid[] online)
    {
        if (string.IsNullOrWhiteSpace(text)) return new($"true");
        if (text.Length > MostText) throw new QueryException("", $"A search has at most {MostText} characters.");

        Sql? all = null, either = null;
        var or = false;
        var count = 0;
        foreach (var term in Terms(text))
        {
            if (++count > MostTerms) throw new QueryException(term, $"A search has at most {MostTerms} terms.");
            if (term.Equals("or", StringComparison.OrdinalIgnoreCase)) { or = true; continue; }
            var one = Term(term, online);
            if (or && either is not null) either = new($"({either} or {one})");
            else
            {
                all = And(all, either);
                either = one;
            }
            or = false;
        }
        return And(all, either) ?? new($"true");
    }

    static Sql? And(Sql? left, Sql? right) => left is null ? right : right is null ? left : new($"({left} and {right})");

    static Sql Term(string term, Guid[] online)
    {
        var not = term.Length > 1 && term[0] == '-';
        var bare = not ? term[1..] : term;
        var colon = bare.StartsWith('"') ? -1 : bare.IndexOf(':');
        var sql = colon > 0 ? Keyed(bare[..colon].ToLowerInvariant(), bare[(colon + 1)..].Trim('"'), term, online) : Word(bare.Trim('"'));
        return not ? new($"not coalesce({sql}, false)") : sql;
    }

    static Sql Word(string word)
    {
        var like = Like(word);
        return new($"(name ilike {like} or host_name ilike {like} or addresses ilike {like} or users ilike {like} or data->>'notes' ilike {like} or os ilike {like})");
    }

    static Sql Keyed(string key, string value, string term, Guid[] online) => (key, value) switch
    {
        (_, "") => throw new QueryException(term, $"'{term}' lacks a value, for example {key}:something."),
        ("status", "online") => new($"id = any({online})"),
        ("status", "offline") => new($"not id = any({online})"),
        ("status", _) => throw new QueryException(term, "status is online or offline."),
        ("name" or "n", _) => new($"name ilike {Like(value)}"),
        ("host", _) => new($"host_name ilike {Like(value)}"),
        ("os", _) => new($"(os ilike {Like(value)} or platform ilike {Like(value)})"),
        ("ip" or "a", _) => new($"addresses ilike {Like(value)}"),
        ("user" or "u", _) => new($"users ilike {Like(value)}"),
        ("agent", _) => new($"agent_version ilike {Like(value)}"),
        ("desc", _) => new($"data->>'notes' ilike {Like(value)}"),
        ("tag" or "t", "none") => new($"cardinality(tags) = 0"),
        ("tag" or "t", _) => new($"exists (select from unnest(tags) tag where lower(tag) = {value.ToLowerInvariant()})"),
        ("group" or "g", _) => new($"group_id in (select id from devices.group_sheet where name ilike {Like(value)})"),
        ("id", _) => Guid.TryParse(value, out var id) ? new($"id = {id}") : throw new QueryException(term, "id is a device's whole id."),
        _ => throw new QueryException(term, $"'{key}:' is not known. Use name, host, group, tag, os, ip, user, agent, desc, status or id."),
    };

    /// A star stands for anything; what SQL would take for a pattern is taken literally.
    static string Like(string text) => "%" + text.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_").Replace('*', '%') + "%";

    static IEnumerable<string> Terms(string text)
    {
        var term = new StringBuilder();
        var quoted = false;
        foreach (var c in Clean.Text(text, MostText))
        {
            if (c == '"') quoted = !quoted;
            if (!char.IsWhiteSpace(c) || quoted) { term.Append(c); continue; }
            if (term.Length > 0) yield return term.ToString();
            term.Clear();
        }
        if (quoted) throw new QueryException(term.ToString(), "A quote is not closed.");
        if (term.Length > 0) yield return term.ToString();
    }
}

/// <summary>A search that was not understood, with the term at fault.</summary>
public sealed class QueryException(string term, string sentence) : Exception(sentence)
{
    public string Term => term;
}
