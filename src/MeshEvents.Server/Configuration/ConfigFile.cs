using System.Text;
using System.Text.Json;

namespace MeshEvents.Server.Configuration;

/// <summary>One value of the file and where it stands.</summary>
/// <param name="Path">Lower-case keys with dots: <c>settings.port</c>, <c>domains..dns</c>.</param>
sealed record ConfigEntry(string Path, JsonElement Value, int Line);

/// <summary>A wrong configuration. The message is for the person who wrote it: file, line, key, what was found, what is allowed.</summary>
public sealed class ConfigException(string sentence) : Exception(sentence);

/// <summary>
/// <c>config.json</c> in MeshCentral's format: keys in any case, those that begin with <c>_</c> ignored, comments and trailing commas forgiven. Every entry
/// remembers its line.
/// </summary>
sealed class ConfigFile
{
    const int MostBytes = 4 << 20, MostDepth = 32;

    readonly Dictionary<string, ConfigEntry> entries = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, int> sections = new(StringComparer.OrdinalIgnoreCase);

    public string Name { get; private init; } = "config.json";
    public IReadOnlyDictionary<string, ConfigEntry> Entries => entries;

    /// <summary>Every object and its line, also an empty one: a domain may have no settings of its own.</summary>
    public IReadOnlyDictionary<string, int> Sections => sections;

    public static ConfigFile Empty { get; } = new();

    /// <exception cref="ConfigException">It cannot be read, or is no JSON.</exception>
    public static ConfigFile Read(string path)
    {
        if (!File.Exists(path)) return Empty;
        byte[] bytes;
        try
        {
            if (new FileInfo(path).Length > MostBytes) throw new ConfigException($"{path} is larger than {MostBytes >> 20} MB: that is no configuration.");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new ConfigException($"{path} cannot be read: {e.Message}"); }

        var file = new ConfigFile { Name = path };
        var bom = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
        try { file.Walk(bytes.AsMemory(bom)); }
        catch (JsonException e) { throw new ConfigException($"{path}, line {e.LineNumber + 1}: this is not JSON. {e.Message.Split(" LineNumber")[0]}"); }
        return file;
    }

    void Walk(ReadOnlyMemory<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes.Span, new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MostDepth });
        var path = new Stack<string>();
        var (name, ignored) = ("", 0);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName)
            {
                name = reader.GetString()!.ToLowerInvariant();
                if (name.StartsWith('_')) { reader.Skip(); ignored++; }
                continue;
            }
            if (reader.TokenType is JsonTokenType.EndObject) { if (path.Count > 0) path.Pop(); continue; }
            var line = Line(bytes.Span, (int)reader.TokenStartIndex);
            var whole = path.Count == 0 ? "" : string.Join('.', path.Reverse().Skip(1).Append(name));
            if (reader.TokenType is JsonTokenType.StartObject)
            {
                path.Push(path.Count == 0 ? "" : name);
                sections[whole] = line;
                continue;
            }
            if (path.Count == 0) throw new ConfigException($"{Name}, line {line}: the file must hold one JSON object.");
            entries[whole] = new(whole, JsonElement.ParseValue(ref reader), line);
        }
    }

    static int Line(ReadOnlySpan<byte> bytes, int at) => bytes[..at].Count((byte)'\n') + 1;
}
