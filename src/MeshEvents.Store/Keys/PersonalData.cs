using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Kernel;

namespace MeshEvents.Store;

/// <summary>One person's data key.</summary>
readonly record struct PersonKey(Guid Id, byte[] Bytes);

/// <summary>
/// Seals and opens <see cref="Pii{T}"/> inside JSON (audit.md 11). Open: <c>{"$pii":0,"s":subject,"v":value}</c>. Sealed:
/// <c>{"$pii":1,"s":subject,"k":key id,"n":nonce,"c":ciphertext and tag}</c>, AES-256-GCM, additional data = owner (the event's id), path, key id:
/// a ciphertext moved to another event or field does not open.
/// </summary>
static class PersonalData
{
    const int NonceLength = 12, TagLength = 16;

    /// <summary>Whether values of this type can hold a <see cref="Pii{T}"/>, however deep.</summary>
    public static bool IsIn(Type type) => IsIn(type, []);

    static bool IsIn(Type type, HashSet<Type> visited)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Pii<>)) return true;
        if (type.IsPrimitive || type == typeof(string) || !visited.Add(type)) return false;
        if (type.IsArray) return IsIn(type.GetElementType()!, visited);
        return type.GetGenericArguments().Any(argument => IsIn(argument, visited))
            || (type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true && type.GetProperties().Any(p => IsIn(p.PropertyType, visited)));
    }

    public static IEnumerable<Guid> Subjects(JsonNode? node) => Marked(node, "").Where(m => IsOpen(m.Value)).Select(m => (Guid)m.Value["s"]!);

    /// <summary>
    /// The key ids that a text may mention, without parsing it: whatever looks like a member <c>"k"</c> with an id. One too many costs a look-up that finds nothing.
    /// </summary>
    public static IEnumerable<Guid> KeyIds(byte[] json)
    {
        for (var from = 0; json.AsSpan(from).IndexOf("\"k\""u8) is >= 0 and var at;)
        {
            from += at + 3;
            if (GuidAfter(json.AsSpan(from)) is { } id) yield return id;
        }
    }

    /// : "8-4-4-4-12"
    static Guid? GuidAfter(ReadOnlySpan<byte> text)
    {
        const int length = 36;
        var value = text.TrimStart(" :"u8);
        return value.Length > length && value[0] == '"' && Utf8Parser.TryParse(value.Slice(1, length), out Guid id, out var read) && read == length ? id : null;
    }

    /// <summary>Replaces every open value by its sealed form, in place.</summary>
    public static void SealAll(JsonNode root, string owner, Func<Guid, PersonKey> keyOf)
    {
        foreach (var (path, value) in Marked(root, "").Where(m => IsOpen(m.Value)).ToList())
        {
            var subject = (Guid)value["s"]!;
            value.ReplaceWith(Seal(value["v"], subject, owner, path, keyOf(subject)));
        }
    }

    /// <summary>Replaces every sealed value by its open form, in place; one whose key is destroyed stays and reads as erased.</summary>
    public static void OpenAll(JsonNode root, string owner, Func<Guid, PersonKey?> key)
    {
        foreach (var (path, value) in Marked(root, "").Where(m => IsSealed(m.Value)).ToList())
            if (Open(value, owner, path, key) is { } opened) value.ReplaceWith(opened);
    }

    public static JsonObject Seal(JsonNode? value, Guid subject, string owner, string path, PersonKey key)
    {
        if (value is null) return new JsonObject { [Pii.Mark] = 1, ["s"] = subject };
        var plain = Encoding.UTF8.GetBytes(value.ToJsonString());
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var box = new byte[plain.Length + TagLength];
        using var aes = new AesGcm(key.Bytes, TagLength);
        aes.Encrypt(nonce, plain, box.AsSpan(0, plain.Length), box.AsSpan(plain.Length), Bound(owner, path, key.Id));
        return new JsonObject { [Pii.Mark] = 1, ["s"] = subject, ["k"] = key.Id, ["n"] = Convert.ToBase64String(nonce), ["c"] = Convert.ToBase64String(box) };
    }

    /// <returns>The open form; null when the key is gone.</returns>
    /// <exception cref="CryptographicException">The value was changed, or belongs elsewhere.</exception>
    public static JsonObject? Open(JsonObject value, string owner, string path, Func<Guid, PersonKey?> key)
    {
        if (!IsSealed(value) || key((Guid)value["k"]!) is not { } found) return null;
        var nonce = Convert.FromBase64String((string)value["n"]!);
        var box = Convert.FromBase64String((string)value["c"]!);
        if (nonce.Length != NonceLength || box.Length < TagLength) throw new CryptographicException($"The sealed value at {path} is cut short.");
        var plain = new byte[box.Length - TagLength];
        using var aes = new AesGcm(found.Bytes, TagLength);
        aes.Decrypt(nonce, box.AsSpan(0, plain.Length), box.AsSpan(plain.Length), plain, Bound(owner, path, found.Id));
        return new JsonObject { [Pii.Mark] = 0, ["s"] = (Guid)value["s"]!, ["v"] = JsonNode.Parse(plain) };
    }

    static byte[] Bound(string owner, string path, Guid key) => Encoding.UTF8.GetBytes($"{owner}\n{path}\n{key:N}");

    static bool IsOpen(JsonObject value) => Is(value, 0) && Holds(value, "s", JsonValueKind.String);
    static bool IsSealed(JsonObject value) => Is(value, 1) && Holds(value, "s", JsonValueKind.String)
        && Holds(value, "k", JsonValueKind.String) && Holds(value, "n", JsonValueKind.String) && Holds(value, "c", JsonValueKind.String);

    static bool Is(JsonObject value, int mark) => value[Pii.Mark] is JsonValue v && v.TryGetValue<int>(out var is_) && is_ == mark;
    static bool Holds(JsonObject value, string name, JsonValueKind kind) => value[name]?.GetValueKind() == kind;

    static IEnumerable<(string Path, JsonObject Value)> Marked(JsonNode? node, string path)
    {
        switch (node)
        {
            case JsonObject marked when marked.ContainsKey(Pii.Mark):
                return [(path, marked)];
            case JsonObject plain:
                return plain.SelectMany(p => Marked(p.Value, path.Length == 0 ? p.Key : $"{path}.{p.Key}"));
            case JsonArray array:
                return array.SelectMany((item, i) => Marked(item, $"{path}[{i}]"));
            default:
                return [];
        }
    }
}
