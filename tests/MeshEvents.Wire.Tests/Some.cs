using System.Text;
using MeshEvents.Wire.AgentHandshake;

namespace MeshEvents.Wire.Tests;

/// <summary>Samples and the seeded noise that readers are fuzzed with.</summary>
static class Some
{
    public static Bytes48 Counting(byte from) => Bytes48.From([.. Enumerable.Range(from, Bytes48.Size).Select(i => (byte)i)]);

    public static readonly AuthInfo Info = new(6, 0, PlatformType.Server, Counting(1), OldMeshId: false, AgentCapabilities.Terminal, "büro-17");

    public static IReadOnlyList<AgentMessage> Messages { get; } =
    [
        new AuthRequest(Counting(0), Counting(100)),
        new AuthVerify([0x30, 1, 2], [9, 8, 7, 6]),
        Info,
        new AuthConfirm(),
        new ExpectedServer(Counting(7)),
        new CoreModule(0, null, []),
        new CoreModule(1, Counting(9), [0, 0, 0, 0, (byte)'1']),
        new CompressedCoreModule(2, Counting(9), [3, 0]),
        new CoreModuleHash(0, null),
        new CoreModuleHash(3, Bytes48.Zero),
        new AgentHash(0, null),
        new AgentHash(0, Counting(3)),
        new AgentUpdate(0, null),
        new AgentUpdate(0, Counting(4)),
        new AgentUpdateBlock(1, []),
        new AgentUpdateBlock(1, [1, 2, 3]),
        new AgentTag("cellar"),
        new CoreOk(0),
        new AgentCommitDate("2022-Nov-2 23:01:45-0700"),
        new HostInfo("Debian GNU/Linux 12 (bookworm) - x64"),
    ];

    /// <summary>Changed, cut, lengthened and made-up inputs around the given good ones; the same for the same seed.</summary>
    public static IEnumerable<byte[]> Noise(int seed, int count, params byte[][] good)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var input = (byte[])good[random.Next(good.Length)].Clone();
            for (var changes = random.Next(6); changes > 0 && input.Length > 0; changes--) input[random.Next(input.Length)] = (byte)random.Next(256);
            yield return random.Next(5) switch
            {
                0 => input[..random.Next(input.Length + 1)],
                1 => [.. input, .. input],
                2 => [.. input[..(input.Length / 2)], .. Encoding.UTF8.GetBytes("\\ud800\"}],:{"), .. input[(input.Length / 2)..]],
                3 => Bytes(random),
                _ => input,
            };
        }
    }

    static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return bytes;
    }
}
