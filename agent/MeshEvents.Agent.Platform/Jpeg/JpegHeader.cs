namespace MeshEvents.Agent.Platform.Jpeg;

/// <summary>What stands before the bits (ITU T.81, annex B): JFIF mark, quantisation tables, frame, Huffman tables, scan.</summary>
static class JpegHeader
{
    public static void Write(JpegBits to, int width, int height, JpegColours colours, byte[] brightness, byte[] colour)
    {
        var grey = colours is JpegColours.Grey;
        to.Append(0xFF, 0xD8);
        to.Append(0xFF, 0xE0, 0, 16, (byte)'J', (byte)'F', (byte)'I', (byte)'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0);
        Steps(to, 0, brightness);
        if (!grey) Steps(to, 1, colour);

        // SOF0: precision | height | width | components, each: id, sampling, table
        to.Append(0xFF, 0xC0, 0, (byte)(grey ? 11 : 17), 8);
        to.Append16(height);
        to.Append16(width);
        if (grey) to.Append(1, 1, 0x11, 0);
        else to.Append(3, 1, (byte)(colours is JpegColours.Halved ? 0x22 : 0x11), 0, 2, 0x11, 1, 3, 0x11, 1);

        Codes(to, 0x00, JpegTables.BrightnessDcCounts, JpegTables.DcValues);
        Codes(to, 0x10, JpegTables.BrightnessAcCounts, JpegTables.BrightnessAcValues);
        if (!grey)
        {
            Codes(to, 0x01, JpegTables.ColourDcCounts, JpegTables.DcValues);
            Codes(to, 0x11, JpegTables.ColourAcCounts, JpegTables.ColourAcValues);
        }

        // SOS: components, each: id, tables | spectrum 0 to 63 | 0
        if (grey) to.Append(0xFF, 0xDA, 0, 8, 1, 1, 0x00, 0, 63, 0);
        else to.Append(0xFF, 0xDA, 0, 12, 3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0);
    }

    static void Steps(JpegBits to, byte id, byte[] steps)
    {
        to.Append(0xFF, 0xDB, 0, 67, id);
        foreach (var at in JpegTables.Zigzag) to.Append(steps[at]);
    }

    static void Codes(JpegBits to, byte id, ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        to.Append(0xFF, 0xC4);
        to.Append16(2 + 1 + counts.Length + values.Length);
        to.Append(id);
        to.Append(counts);
        to.Append(values);
    }
}
