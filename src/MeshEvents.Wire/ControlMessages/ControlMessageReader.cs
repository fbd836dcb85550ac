using System.Text.Json;

namespace MeshEvents.Wire.ControlMessages;

/// <summary>
/// Reads one JSON control message of either direction (spec/agent-commands.md 3). Members and actions we do not know are tolerated,
/// as stock agents send many; members of a wrong type count as missing. Never throws.
/// </summary>
public static class ControlMessageReader
{
    public const int DepthLimit = 32;

    static readonly JsonDocumentOptions Options = new() { MaxDepth = DepthLimit };

    /// <param name="json">One whole message.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <param name="message">Set when <see cref="Reading.Done"/>.</param>
    /// <param name="reason">Set when <see cref="Reading.Broken"/>; when <see cref="Reading.Unknown"/> the name of the action.</param>
    public static Reading Read(ReadOnlyMemory<byte> json, int limit, out ControlMessage? message, out string reason)
    {
        message = null;
        reason = "";
        if (json.Length > limit) return Broken($"a message of {json.Length} bytes, at most {limit} are allowed", out reason);

        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return Broken("not a JSON object", out reason);
            var action = root.Text("action", TextLimits.Name);
            if (action is null) return Broken("no action", out reason);

            var reading = ReadAction(action, root, out message);
            if (reading == Reading.Unknown) reason = action;
            if (reading == Reading.Broken) reason = $"{action} lacks a member it needs";
            return reading;
        }
        catch (JsonException e)
        {
            return Broken($"not JSON: line {e.LineNumber}, byte {e.BytePositionInLine}", out reason);
        }
        catch (InvalidOperationException)   // escapes or bytes that are no Unicode text, found when a member's name is compared
        {
            return Broken("a name in it is not Unicode text", out reason);
        }
    }

    static Reading ReadAction(string action, JsonElement root, out ControlMessage? message)
    {
        message = action switch
        {
            "ping" => new Ping(),
            "pong" => new Pong(),
            "sysinfocheck" => new SysInfoCheck(),
            "agentName" => root.Text("value", TextLimits.Name) is { Length: > 0 } name ? new AgentName(name) : null,
            "coreinfo" => ControlMembers.CoreInfo(root),
            "netinfo" => ControlMembers.NetInfo(root),
            "sysinfo" => ControlMembers.SysInfo(root),
            "msg" when root.Text("type", TextLimits.Name) == "tunnel" => ControlMembers.OpenTunnel(root),
            _ => CommandMembers.Read(action, root),
        };
        if (message is not null) return Reading.Done;
        return action switch
        {
            "agentName" or "coreinfo" or "netinfo" or "sysinfo" => Reading.Broken,
            "meshcommandkey" or "meshcommand" or "meshcommandsrunning" or "meshcommandpiece" or "meshcommandended" or "meshcommandtaken" or "meshjournal" or "meshjournalkept" => Reading.Broken,
            "msg" when root.Text("type", TextLimits.Name) == "tunnel" => Reading.Broken,
            _ => Reading.Unknown,
        };
    }

    static Reading Broken(string why, out string reason)
    {
        reason = why;
        return Reading.Broken;
    }
}
