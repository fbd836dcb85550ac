using System.Net.WebSockets;

namespace MeshEvents.Bench;

/// <summary>WebSockets to servers of this run, whose certificates nobody vouches for.</summary>
static class Sockets
{
    public static ClientWebSocket New() => new() { Options = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };

    /// <summary>The browser's side of a tunnel: its cookie, its origin, the ticket in the path.</summary>
    public static async Task<ClientWebSocket> OfBrowserAsync(Person person, string path)
    {
        var socket = New();
        socket.Options.SetRequestHeader("Origin", person.Origin);
        socket.Options.SetRequestHeader("Cookie", person.Cookie);
        await socket.ConnectAsync(new Uri(person.Origin.Replace("https://", "wss://", StringComparison.Ordinal) + path), CancellationToken.None);
        return socket;
    }
}
