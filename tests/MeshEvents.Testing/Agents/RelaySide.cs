using System.Text;
using MeshEvents.Testing.Http;
using Xunit;

namespace MeshEvents.Testing.Agents;

/// <summary>One end of a relay tunnel.</summary>
public sealed class RelaySide : IAsyncDisposable
{
    RelaySide(MessageSocket socket) => Socket = socket;

    public MessageSocket Socket { get; }

    public static async Task<RelaySide> OpenAsync(Uri server, string pathAndQuery, string from = "127.0.0.1", params (string Name, string Value)[] headers) =>
        new(await MessageSocket.OpenAsync(server, pathAndQuery, from, headers));

    /// <summary>The browser's side, as the person's page would dial it.</summary>
    public static Task<RelaySide> OfAsync(Person person, string pathAndQuery) =>
        OpenAsync(person.Server, pathAndQuery, "127.0.0.1", ("Cookie", person.Cookie!), ("Origin", person.Origin));

    /// <summary>Waits for the relay's word that both ends are there (spec/relay.md 3).</summary>
    public async Task BegunAsync() => Assert.Equal("c", await TextAsync());

    public Task SayAsync(string text) => Socket.SendAsync(Encoding.UTF8.GetBytes(text), text: true);
    public Task SendAsync(byte[] bytes) => Socket.SendAsync(bytes);

    public async Task<string?> TextAsync() => await Socket.ReceiveAsync("text over the relay") is var (bytes, _) ? Encoding.UTF8.GetString(bytes) : null;
    public async Task<byte[]?> BytesAsync() => await Socket.ReceiveAsync("bytes over the relay") is var (bytes, _) ? bytes : null;

    /// <summary>Done when a message has not been taken for so long that the other end must have stopped reading.</summary>
    public async Task Stalled(Task sending)
    {
        try { await sending.Within("the relay to take it", TimeSpan.FromSeconds(3)); }
        catch (TimeoutException) { return; }
    }

    /// <summary>Says goodbye as either side may (spec/relay.md 5).</summary>
    public Task GoodbyeAsync() => SayAsync("""{"ctrlChannel":"102938","type":"close"}""");

    public ValueTask DisposeAsync() => Socket.DisposeAsync();
}
