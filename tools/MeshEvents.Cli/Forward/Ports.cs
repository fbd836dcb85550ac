using System.Globalization;
using System.Net;

namespace MeshEvents.Cli.Forward;

/// <summary>The near end of a forward as it is typed: <c>8080</c>, <c>0.0.0.0:8080</c>, <c>[::1]:8080</c>. Without an address only this machine gets in; port 0 is any free one.</summary>
static class NearPort
{
    /// <exception cref="MeshException">It is none.</exception>
    public static IPEndPoint Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var (host, port) = colon < 0 ? ("127.0.0.1", text) : (text[..colon].TrimStart('[').TrimEnd(']'), text[(colon + 1)..]);
        if (host is "localhost") host = "127.0.0.1";
        if (FarPort.Number(port, least: 0) is not { } number || !IPAddress.TryParse(host, out var address))
            throw new MeshException(Exit.Usage, $"'{Output.Plain.Line(text)}' is no port to listen at. Write 8080, or ADDRESS:8080.", "mesh forward --help");
        return new(address, number);
    }
}

/// <summary>The far end: <c>pc-17:5432</c> at the device itself, <c>pc-17:db.example:5432</c> or <c>pc-17:[fd00::5]:5432</c> behind it.</summary>
/// <param name="Host">Null: the device itself.</param>
sealed record FarPort(string Device, string? Host, int Port)
{
    /// <exception cref="MeshException">It is none.</exception>
    public static FarPort Parse(string text)
    {
        var (first, last) = (text.IndexOf(':'), text.LastIndexOf(':'));
        if (first <= 0 || Number(text[(last + 1)..], least: 1) is not { } port) throw Wrong(text);
        var host = first == last ? null : text[(first + 1)..last];
        if (host is ['[', .. var inside, ']']) host = inside;
        else if (host?.Contains(':') is true) throw Wrong(text);          // which colon would be the port's?
        if (host is not null && Uri.CheckHostName(host) is UriHostNameType.Unknown) throw Wrong(text);
        return new(text[..first], host, port);
    }

    public override string ToString() => Host is null ? $"port {Port} of {Device}" : $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port} through {Device}";

    public static int? Number(string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port >= least && port <= ushort.MaxValue ? port : null;

    static MeshException Wrong(string text) => new(Exit.Usage, $"'{Output.Plain.Line(text)}' is no port of a device. Write DEVICE:5432, or DEVICE:HOST:5432 for one behind it.", "mesh forward --help");
}
