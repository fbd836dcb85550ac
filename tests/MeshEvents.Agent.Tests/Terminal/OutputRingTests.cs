using FsCheck;
using FsCheck.Fluent;
using MeshEvents.Agent.Channels.Terminal;

namespace MeshEvents.Agent.Tests.Terminal;

public sealed class OutputRingTests
{
    [Fact] public void Behaves_like_the_end_of_one_long_array() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[][]>(), pieces =>
        {
            var ring = new OutputRing(16);
            List<byte> all = [];
            foreach (var piece in pieces)
            {
                ring.Append(piece);
                all.AddRange(piece);
                if (ring.Written != all.Count || ring.Oldest != Math.Max(0, all.Count - 16)) return false;
                for (var from = ring.Oldest; from <= ring.Written; from++)
                {
                    var to = new byte[7];
                    var count = ring.Read(from, to);
                    if (!to.AsSpan(0, count).SequenceEqual(all.Skip((int)from).Take(7).ToArray())) return false;
                }
            }
            return true;
        }));

    [Fact] public void Bytes_that_are_gone_or_not_there_yet_cannot_be_read()
    {
        var ring = new OutputRing(4);
        ring.Append([1, 2, 3, 4, 5, 6]);
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Read(1, new byte[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Read(7, new byte[1]));
        Assert.Equal(4, ring.Read(2, new byte[9]));
    }
}
