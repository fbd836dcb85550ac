namespace MeshEvents.Wire.MeshIds;

/// <summary>The two things that are named by 48 bytes; people are <c>user/&lt;domain&gt;/&lt;name&gt;</c> and have no such id.</summary>
public enum IdKind
{
    Node,
    Mesh,
}

/// <summary>
/// A full MeshCentral id: <c>node/&lt;domain&gt;/&lt;64 characters&gt;</c> or <c>mesh/&lt;domain&gt;/&lt;64 characters&gt;</c>.
/// The empty domain gives <c>node//…</c> (spec/agent-handshake.md 3).
/// </summary>
public readonly record struct FullId(IdKind Kind, string Domain, Bytes48 Id)
{
    public const int DomainLimit = 64;

    public static FullId Node(string domain, Bytes48 id) => new(IdKind.Node, domain, id);
    public static FullId Mesh(string domain, Bytes48 id) => new(IdKind.Mesh, domain, id);

    /// <summary>Reads a full id of either kind; on failure <paramref name="reason"/> says what is wrong with it.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out FullId id, out string reason)
    {
        id = default;
        reason = "";
        if (text.Length > 5 + DomainLimit + 1 + MeshIdText.Length) return Fail("the id is too long", out reason);

        IdKind kind;
        if (text.StartsWith("node/")) kind = IdKind.Node;
        else if (text.StartsWith("mesh/")) kind = IdKind.Mesh;
        else return Fail("the id begins with neither node/ nor mesh/", out reason);

        var rest = text[5..];
        var slash = rest.IndexOf('/');
        if (slash < 0) return Fail("the id has no domain part", out reason);
        if (slash > DomainLimit || !IsDomain(rest[..slash])) return Fail("the domain part is not a domain id", out reason);
        if (!MeshIdText.TryParse(rest[(slash + 1)..], out var bytes)) return Fail("the last part is not 64 characters of an id", out reason);

        id = new(kind, rest[..slash].ToString(), bytes);
        return true;
    }

    public override string ToString() => $"{(Kind == IdKind.Node ? "node" : "mesh")}/{Domain}/{MeshIdText.ToText(Id)}";

    static bool IsDomain(ReadOnlySpan<char> domain)
    {
        foreach (var c in domain)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')) return false;
        }
        return true;
    }

    static bool Fail(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
