namespace MeshEvents.Cli.Shell;

/// <summary>
/// Watches what is typed for <c>~.</c> at the beginning of a line, by which one leaves a shell that answers no more (as in ssh); <c>~~</c> types one <c>~</c>.
/// </summary>
sealed class EscapeWatch
{
    enum At { Line, LineStart, Tilde }

    At at = At.LineStart;

    /// <summary>What of this is to be sent.</summary>
    /// <param name="left">The person leaves: nothing after it counts.</param>
    public byte[] Take(ReadOnlySpan<byte> typed, out bool left)
    {
        left = false;
        var send = new List<byte>(typed.Length + 1);
        foreach (var key in typed)
        {
            if (at is At.LineStart && key == '~') { at = At.Tilde; continue; }
            if (at is At.Tilde)
            {
                if (key == '.') { left = true; break; }
                send.Add((byte)'~');
                at = At.Line;
                if (key == '~') continue;
            }
            send.Add(key);
            at = key is (byte)'\r' or (byte)'\n' ? At.LineStart : At.Line;
        }
        return [.. send];
    }
}
