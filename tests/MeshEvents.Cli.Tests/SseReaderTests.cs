using System.Text;
using MeshEvents.Cli.Server;

namespace MeshEvents.Cli.Tests;

public sealed class SseReaderTests
{
    const string Feed = "retry: 1000\n: hello\n\nevent: DeviceRow\nid: 96\ndata: {\"name\":\"pç\"}\n\n: still here\n\nevent: Two\r\ndata: a\r\ndata: b\r\n\r\nevent: cut\ndata: off";

    /// <summary>Gives its bytes in two pieces.</summary>
    sealed class Pieces(byte[] bytes, int at) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> to, CancellationToken stop = default) =>
            base.ReadAsync(Position < at ? to[..(int)Math.Min(to.Length, at - Position)] : to, stop);
    }

    [Fact]
    public async Task Reads_the_same_split_at_every_byte()
    {
        var bytes = Encoding.UTF8.GetBytes(Feed);
        for (var at = 1; at < bytes.Length; at++)
        {
            var reader = new SseReader(new Pieces(bytes, at));
            Assert.Equal(new SseItem("DeviceRow", "{\"name\":\"pç\"}", "96"), await reader.NextAsync(default));
            Assert.Equal(new SseItem("Two", "a\nb", ""), await reader.NextAsync(default));
            // an event that the connection cut off never happened
            Assert.Null(await reader.NextAsync(default));
        }
    }

    [Fact]
    public async Task A_line_without_end_is_given_up()
    {
        var reader = new SseReader(new MemoryStream(Encoding.ASCII.GetBytes("data: " + new string('x', SseReader.Most))));
        await Assert.ThrowsAsync<IOException>(() => reader.NextAsync(default));
    }

    [Fact]
    public async Task Any_bytes_end_in_items_or_in_the_end()
    {
        var random = new Random(4711);
        for (var round = 0; round < 200; round++)
        {
            var bytes = new byte[random.Next(400)];
            for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)"data: id\nevent\r\n:\0\u00ff"[random.Next(19)];
            var (reader, items) = (new SseReader(new MemoryStream(bytes)), 0);
            while (await reader.NextAsync(default) is not null) items++;
            Assert.InRange(items, 0, bytes.Length);
        }
    }
}
