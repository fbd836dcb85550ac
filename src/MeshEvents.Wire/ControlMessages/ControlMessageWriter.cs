using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeshEvents.Wire.ControlMessages;

/// <summary>Writes control messages as UTF-8 JSON, <c>action</c> first, members without a value left out.</summary>
public static class ControlMessageWriter
{
    static readonly ControlMessageJson Json = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // goes to a peer, never into a page
    });

    public static byte[] Write(ControlMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), Json);
}

[JsonSerializable(typeof(CoreInfo))]
[JsonSerializable(typeof(NetInfo))]
[JsonSerializable(typeof(SysInfo))]
[JsonSerializable(typeof(SysInfoRequest))]
[JsonSerializable(typeof(SysInfoCheck))]
[JsonSerializable(typeof(AgentName))]
[JsonSerializable(typeof(Ping))]
[JsonSerializable(typeof(Pong))]
[JsonSerializable(typeof(OpenTunnel))]
[JsonSerializable(typeof(CommandKey))]
[JsonSerializable(typeof(SignedCommand))]
[JsonSerializable(typeof(CommandsRunning))]
[JsonSerializable(typeof(CommandPiece))]
[JsonSerializable(typeof(CommandEnded))]
[JsonSerializable(typeof(CommandTaken))]
[JsonSerializable(typeof(JournalLines))]
[JsonSerializable(typeof(JournalKept))]
sealed partial class ControlMessageJson : JsonSerializerContext;
