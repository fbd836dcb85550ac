using MeshEvents.Agent.Tests.Support;

namespace MeshEvents.Agent.Tests.Actions;

/// <summary>A program that writes without end.</summary>
[Collection(Alone.Name)]
public sealed class GigabyteTests
{
    [Fact] public async Task A_gigabyte_is_counted_and_hashed_and_only_its_beginning_passed_on()
    {
        const long size = 1L << 30;
        var before = GC.GetTotalAllocatedBytes();
        var ran = Ran.Start($"head -c {size} /dev/zero", limit: 100_000);
        var result = await ran.ResultAsync();
        Assert.Equal((size, true, 100_000), (result.GetProperty("bytes").GetInt64(), result.GetProperty("cut").GetBoolean(), ran.Bytes.Length));
        // of 2^30 zero bytes, by sha256sum
        Assert.Equal("49bc20df15e412a64472421e13fe86ff1c5165e18b2afccf160d4dc19fe68a14", result.GetProperty("sha256").GetString());
        // one buffer for each piece would be the whole gigabyte
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 200 << 20);
        Assert.All(ran.Pieces, p => Assert.InRange(p, 1, 64 << 10));
    }
}
