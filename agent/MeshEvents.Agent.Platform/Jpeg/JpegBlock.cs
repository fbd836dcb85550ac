using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MeshEvents.Agent.Platform.Jpeg;

/// <summary>Steps of one quality for blocks that come out of <see cref="JpegBlock.Transform"/> turned over, and scaled as that algorithm leaves them.</summary>
sealed class JpegQuantiser
{
    // what the transform of Arai, Agui and Nakajima leaves in each frequency
    static readonly double[] scale = [1, 1.387039845, 1.306562965, 1.175875602, 1, 0.785694958, 0.541196100, 0.275899379];

    public JpegQuantiser(bool colour, int quality)
    {
        Steps = JpegTables.Steps(colour, quality);
        for (var row = 0; row < 8; row++)
            for (var column = 0; column < 8; column++) Factors[column * 8 + row] = (float)(1 / (Steps[row * 8 + column] * scale[row] * scale[column] * 8));
    }

    public byte[] Steps { get; }

    public float[] Factors { get; } = new float[64];
}

/// <summary>One block of 8 x 8 values: the discrete cosine transform in floating point (Arai, Agui, Nakajima 1988), four columns at once, and its numbers in zigzag order.</summary>
static class JpegBlock
{
    // where each zigzag number lies in a block that was turned over
    static readonly byte[] turned = [.. JpegTables.Zigzag.ToArray().Select(at => (byte)(at % 8 * 8 + at / 8))];

    /// <summary>Transforms columns, turns the block over, and transforms columns again: the result stays turned over.</summary>
    public static void Transform(Span<float> block)
    {
        ref var first = ref MemoryMarshal.GetReference(block);
        Columns(ref first);
        Columns(ref Unsafe.Add(ref first, 4));
        TurnOver(ref first);
        Columns(ref first);
        Columns(ref Unsafe.Add(ref first, 4));
    }

    /// <summary>Divides by the steps and rounds; returns a bit for each number that is not zero, number 0 lowest.</summary>
    public static ulong Quantise(ReadOnlySpan<float> block, JpegQuantiser steps, Span<int> zigzag)
    {
        Span<int> rounded = stackalloc int[64];
        ref var from = ref MemoryMarshal.GetReference(block);
        ref var factors = ref MemoryMarshal.GetArrayDataReference(steps.Factors);
        ref var to = ref MemoryMarshal.GetReference(rounded);
        for (nuint i = 0; i < 64; i += 4)
            Vector128.ConvertToInt32(Vector128.Round(Vector128.LoadUnsafe(ref from, i) * Vector128.LoadUnsafe(ref factors, i))).StoreUnsafe(ref to, i);

        ref var order = ref MemoryMarshal.GetArrayDataReference(turned);
        ref var result = ref MemoryMarshal.GetReference(zigzag);
        for (var i = 0; i < 64; i++) Unsafe.Add(ref result, i) = Unsafe.Add(ref to, Unsafe.Add(ref order, i));
        var there = 0UL;
        for (var i = 0; i < 64; i += 4)
            there |= (ulong)(~Vector128.Equals(Vector128.LoadUnsafe(ref result, (nuint)i), Vector128<int>.Zero).ExtractMostSignificantBits() & 0xF) << i;
        return there;
    }

    static void Columns(ref float at)
    {
        var (r0, r7) = SumAndDifference(ref at, 0, 7);
        var (r1, r6) = SumAndDifference(ref at, 1, 6);
        var (r2, r5) = SumAndDifference(ref at, 2, 5);
        var (r3, r4) = SumAndDifference(ref at, 3, 4);

        var (even0, even3) = (r0 + r3, r0 - r3);
        var (even1, even2) = (r1 + r2, r1 - r2);
        (even0 + even1).StoreUnsafe(ref at);
        (even0 - even1).StoreUnsafe(ref at, 32);
        var turn = (even2 + even3) * 0.707106781f;
        (even3 + turn).StoreUnsafe(ref at, 16);
        (even3 - turn).StoreUnsafe(ref at, 48);

        var (odd0, odd1, odd2) = (r4 + r5, r5 + r6, r6 + r7);
        var z5 = (odd0 - odd2) * 0.382683433f;
        var z2 = odd0 * 0.541196100f + z5;
        var z4 = odd2 * 1.306562965f + z5;
        var z3 = odd1 * 0.707106781f;
        var (z11, z13) = (r7 + z3, r7 - z3);
        (z13 + z2).StoreUnsafe(ref at, 40);
        (z13 - z2).StoreUnsafe(ref at, 24);
        (z11 + z4).StoreUnsafe(ref at, 8);
        (z11 - z4).StoreUnsafe(ref at, 56);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (Vector128<float> Sum, Vector128<float> Difference) SumAndDifference(ref float at, nuint one, nuint other)
    {
        var (a, b) = (Vector128.LoadUnsafe(ref at, one * 8), Vector128.LoadUnsafe(ref at, other * 8));
        return (a + b, a - b);
    }

    static void TurnOver(ref float at)
    {
        for (var row = 0; row < 8; row++)
        {
            for (var column = row + 1; column < 8; column++)
                (Unsafe.Add(ref at, row * 8 + column), Unsafe.Add(ref at, column * 8 + row)) = (Unsafe.Add(ref at, column * 8 + row), Unsafe.Add(ref at, row * 8 + column));
        }
    }

    /// <summary>Bits that a number takes (ITU T.81, table F.1): 0 for 0, 1 for -1 and 1, 2 for -3, -2, 2, 3, and so on.</summary>
    public static int Size(int number) => 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(number));
}
