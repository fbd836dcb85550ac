using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MeshEvents.Agent.Platform.Jpeg;

/// <summary>A baseline JPEG encoder that needs nothing but .NET: for systems without libturbojpeg. Written from ITU T.81.</summary>
public sealed class ManagedJpeg : IJpegEncoder
{
    const int UnitBytes = 6 * 64 * 4 * 2;          // six blocks of numbers with 4 bytes each at the very most, all of them stuffed

    static readonly (ushort Code, byte Bits)[] brightnessDc = JpegTables.Codes(JpegTables.BrightnessDcCounts, JpegTables.DcValues),
        colourDc = JpegTables.Codes(JpegTables.ColourDcCounts, JpegTables.DcValues),
        brightnessAc = JpegTables.Codes(JpegTables.BrightnessAcCounts, JpegTables.BrightnessAcValues),
        colourAc = JpegTables.Codes(JpegTables.ColourAcCounts, JpegTables.ColourAcValues);

    readonly JpegBits to = new();
    readonly float[] brightness = new float[4 * 64], blue = new float[4 * 64], red = new float[4 * 64], halved = new float[64];
    readonly uint[] edge = new uint[16 * 16];
    readonly int[] numbers = new int[64];
    readonly int[] before = new int[3];
    int quality;
    JpegQuantiser luma = null!, chroma = null!;

    public string Name => "managed";

    public ReadOnlySpan<byte> Encode(JpegPixels pixels, int quality, JpegColours colours)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels.Bytes.Length, (pixels.Height - 1) * pixels.Stride + pixels.Width * 4);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Stride % 4, 0);
        Steps(Math.Clamp(quality, 1, 100));
        to.Clear();
        Array.Clear(before);
        JpegHeader.Write(to, pixels.Width, pixels.Height, colours, luma.Steps, chroma.Steps);
        var unit = colours is JpegColours.Halved ? 16 : 8;
        for (var y = 0; y < pixels.Height; y += unit)
        {
            for (var x = 0; x < pixels.Width; x += unit)
            {
                to.Room(UnitBytes);
                Unit(pixels, x, y, unit, colours);
            }
        }
        to.End();
        to.Append(0xFF, 0xD9);
        return to.Written;
    }

    public void Dispose() { }

    void Steps(int wanted)
    {
        if (quality == wanted) return;
        quality = wanted;
        (luma, chroma) = (new(colour: false, wanted), new(colour: true, wanted));
    }

    void Unit(JpegPixels pixels, int x, int y, int unit, JpegColours colours)
    {
        var all = MemoryMarshal.Cast<byte, uint>(pixels.Bytes);
        var (stride, start) = (pixels.Stride / 4, y * (pixels.Stride / 4) + x);
        if (x + unit > pixels.Width || y + unit > pixels.Height)
        {
            Repeat(all, pixels, x, y, unit);
            all = edge;
            (stride, start) = (16, 0);
        }
        var blocks = unit == 16 ? 4 : 1;
        for (var block = 0; block < blocks; block++)
        {
            Separate(all, start + block / 2 * 8 * stride + block % 2 * 8, stride, block * 64, colours);
            Block(brightness.AsSpan(block * 64, 64), luma, 0, brightnessDc, brightnessAc);
        }
        if (colours is JpegColours.Grey) return;
        Block(unit == 16 ? Halve(blue) : blue.AsSpan(0, 64), chroma, 1, colourDc, colourAc);
        Block(unit == 16 ? Halve(red) : red.AsSpan(0, 64), chroma, 2, colourDc, colourAc);
    }

    /// <summary>A unit that reaches over the picture's edge is filled with the pixels at the edge.</summary>
    void Repeat(ReadOnlySpan<uint> all, JpegPixels pixels, int x, int y, int unit)
    {
        for (var row = 0; row < unit; row++)
        {
            var line = all[(Math.Min(y + row, pixels.Height - 1) * (pixels.Stride / 4))..];
            for (var column = 0; column < unit; column++) edge[row * 16 + column] = line[Math.Min(x + column, pixels.Width - 1)];
        }
    }

    /// <summary>Red, green and blue of one block as brightness and two colour differences around zero (JFIF 1.02).</summary>
    void Separate(ReadOnlySpan<uint> all, int start, int stride, int block, JpegColours colours)
    {
        ref var luminance = ref MemoryMarshal.GetArrayDataReference(brightness);
        ref var blueness = ref MemoryMarshal.GetArrayDataReference(blue);
        ref var redness = ref MemoryMarshal.GetArrayDataReference(red);
        var low = Vector128.Create(0xFFu);
        for (var row = 0; row < 8; row++, start += stride)
        {
            ref var line = ref MemoryMarshal.GetReference(all.Slice(start, 8));
            for (var half = 0; half < 8; half += 4)
            {
                var four = Vector128.LoadUnsafe(ref line, (nuint)half);
                var b = Vector128.ConvertToSingle((four & low).AsInt32());
                var g = Vector128.ConvertToSingle((four >>> 8 & low).AsInt32());
                var r = Vector128.ConvertToSingle((four >>> 16 & low).AsInt32());
                var at = (nuint)(block + row * 8 + half);
                (r * 0.299f + g * 0.587f + b * 0.114f - Vector128.Create(128f)).StoreUnsafe(ref luminance, at);
                if (colours is JpegColours.Grey) continue;
                (b * 0.5f - r * 0.168735892f - g * 0.331264108f).StoreUnsafe(ref blueness, at);
                (r * 0.5f - g * 0.418687589f - b * 0.081312411f).StoreUnsafe(ref redness, at);
            }
        }
    }

    /// <summary>Four blocks as one of half the width and height.</summary>
    Span<float> Halve(float[] four)
    {
        for (var block = 0; block < 4; block++)
        {
            ref var from = ref four[block * 64];
            ref var into = ref halved[block / 2 * 32 + block % 2 * 4];
            for (var row = 0; row < 4; row++)
            {
                for (var column = 0; column < 4; column++)
                {
                    ref var corner = ref Unsafe.Add(ref from, row * 16 + column * 2);
                    Unsafe.Add(ref into, row * 8 + column) = 0.25f * (corner + Unsafe.Add(ref corner, 1) + Unsafe.Add(ref corner, 8) + Unsafe.Add(ref corner, 9));
                }
            }
        }
        return halved;
    }

    /// <summary>One block as bits (ITU T.81, F.1.2): the difference of its mean to the one before, then runs of zeros with the number after them.</summary>
    void Block(Span<float> block, JpegQuantiser steps, int component, (ushort Code, byte Bits)[] dc, (ushort Code, byte Bits)[] ac)
    {
        JpegBlock.Transform(block);
        var there = JpegBlock.Quantise(block, steps, numbers);
        var difference = numbers[0] - before[component];
        before[component] = numbers[0];
        Number(dc, 0, difference);

        var last = 0;
        for (there &= ~1UL; there != 0; there &= there - 1)
        {
            var at = BitOperations.TrailingZeroCount(there);
            var zeros = at - last - 1;
            for (; zeros >= 16; zeros -= 16) to.Put(ac[0xF0].Code, ac[0xF0].Bits);
            Number(ac, zeros << 4, numbers[at]);
            last = at;
        }
        if (last < 63) to.Put(ac[0].Code, ac[0].Bits);
    }

    void Number((ushort Code, byte Bits)[] codes, int run, int number)
    {
        var size = JpegBlock.Size(number);
        var (code, bits) = codes[run | size];
        // a negative number is written as the one below it, without its upper bits
        var value = (uint)(number < 0 ? number - 1 : number) & ((1u << size) - 1);
        to.Put((uint)code << size | value, bits + size);
    }
}
