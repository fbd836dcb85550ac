using FsCheck;
using FsCheck.Fluent;
using MeshEvents.Wire.Desktop;

namespace MeshEvents.Wire.Tests.Desktop;

/// <summary>Desktop packets both ways, against the bytes of spec/desktop-protocol.md 1.</summary>
public sealed class DesktopPacketTests
{
    static readonly DesktopInput[] Inputs =
    [
        new DesktopKey(KeyAction.Down, 0x41), new DesktopKey(KeyAction.ExtendedUp, 0x25), new DesktopCharacter(true, 'ß'), new DesktopCharacter(false, '\ud83d'),
        new DesktopMouse(MouseAction.Move, 1279, 799), new DesktopMouse(MouseAction.LeftDown, 3, 4), new DesktopMouse(MouseAction.X2Up, 3, 4), new DesktopMouse(MouseAction.Relative, 0xFFF6, 7), new DesktopMouse(MouseAction.LeftDown, DesktopMouse.Here, DesktopMouse.Here), new DesktopMouse(MouseAction.Move, 3, 4, -120),
        new DesktopCompression(1, 50), new DesktopCompression(1, 50, 1024), new DesktopCompression(1, 50, 1024, 100), new DesktopRefresh(), new DesktopPause(true), new DesktopPause(false),
        new DesktopCtrlAltDel(), new DesktopAskDisplays(), new DesktopSetDisplay(65535), new DesktopFrameTimer(40), new DesktopAskDisplayInfo(), new DesktopSetInputLock(2),
    ];

    static readonly DesktopOutput[] Outputs =
    [
        new DesktopScreen(1280, 800), new DesktopDisplays([1, 2, 65535], 65535), new DesktopDisplays([], 0), new DesktopDisplayInfo([new(1, 0, 0, 1280, 800), new(2, 1280, 0, 640, 480)]),
        new DesktopKeyState(KeyLocks.Num | KeyLocks.Caps), new DesktopCursor(CursorShape.None), new DesktopAlert("no screen: ä"), new DesktopMessage("hello"), new DesktopInputLock(true),
    ];

    static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", ""));

    public static TheoryData<string, DesktopPacket> Golden() => new()
    {
        { "0001 0006 00 41", new DesktopKey(KeyAction.Down, 0x41) },
        { "0001 0006 04 25", new DesktopKey(KeyAction.ExtendedDown, 0x25) },
        { "0055 0007 00 00df", new DesktopCharacter(true, 'ß') },
        { "0002 000a 00 02 0010 0020", new DesktopMouse(MouseAction.LeftDown, 16, 32) },
        { "0002 000c 00 00 0010 0020 ff88", new DesktopMouse(MouseAction.Move, 16, 32, -120) },
        { "0005 000a 01 32 0400 0064", new DesktopCompression(1, 50, 1024, 100) },
        { "0008 0005 00", new DesktopPause(false) },
        { "0006 0004", new DesktopRefresh() },
        { "0007 0008 0500 0320", new DesktopScreen(1280, 800) },
        { "0012 0005 00", new DesktopKeyState(KeyLocks.None) },
        { "000b 000a 0001 0000 0000", new DesktopDisplays([0], 0) },
        { "0058 0005 0e", new DesktopCursor(CursorShape.None) },
    };

    [Theory, MemberData(nameof(Golden))]
    public void Packets_are_the_bytes_of_the_specification(string bytes, DesktopPacket packet)
    {
        Assert.Equal(Convert.ToHexString(Hex(bytes)), Convert.ToHexString(DesktopWriter.Write(packet)));
        Assert.Equal(Describe(packet), Describe(Read(Hex(bytes), packet is DesktopInput)!));
    }

    [Fact] public void Everything_that_is_written_comes_back()
    {
        foreach (var packet in Inputs.Cast<DesktopPacket>().Concat(Outputs))
            Assert.Equal(Describe(packet), Describe(Read(DesktopWriter.Write(packet), packet is DesktopInput)!));
    }

    [Fact] public void A_stream_is_cut_alike_wherever_it_is_split()
    {
        byte[] stream = [.. Inputs.SelectMany(DesktopWriter.Write), .. Hex("0015 0006 ffff"), .. DesktopWriter.Picture(1, 2, new byte[70_000])];
        var whole = Cut([stream]);
        Assert.Equal(Inputs.Length + 2, whole.Count);
        var edges = Enumerable.Range(1, 400).Concat([stream.Length - 70_001, stream.Length - 70_000, stream.Length - 1]);
        foreach (var at in edges) Assert.Equal(whole, Cut([stream[..at], stream[at..]]));
        Assert.Equal(whole, Cut(stream.Chunk(7)));
    }

    [Fact] public void A_packet_that_is_not_whole_waits()
    {
        foreach (var packet in Inputs.Cast<DesktopPacket>().Concat(Outputs).Append(new DesktopPicture(0, 0, new byte[66_000])))
        {
            var bytes = DesktopWriter.Write(packet);
            for (var length = 0; length < Math.Min(bytes.Length, 600); length++)
                Assert.Equal(Progress.NeedMore, DesktopFrames.Next(bytes.AsSpan(0, length), DesktopFrames.SizeLimit, out _, out _));
        }
    }

    [Fact] public void Pictures_get_the_long_head_when_the_short_one_is_too_short()
    {
        var small = DesktopWriter.Picture(7, 9, new byte[65_527]);
        Assert.Equal("0003FFFF00070009", Convert.ToHexString(small.AsSpan(0, 8)));
        var large = DesktopWriter.Picture(7, 9, new byte[65_528]);
        Assert.Equal("001B000800010000" + "0003000000070009", Convert.ToHexString(large.AsSpan(0, 16)));
        foreach (var bytes in (byte[][])[small, large])
        {
            var picture = Assert.IsType<DesktopPicture>(Read(bytes, input: false));
            Assert.Equal((7, 9), (picture.X, picture.Y));
            Assert.InRange(picture.Image.Length, 65_527, 65_528);
        }
    }

    [Theory]
    [InlineData("0001 0003")]                          // shorter than its own head
    [InlineData("001b 0009 00000010")]                 // a long head of another size
    [InlineData("001b 0008 00000003")]
    [InlineData("001b 0008 02000000")]                 // longer than the limit
    [InlineData("001b 0008 ffffffff")]
    [InlineData("001b 0008 00000004 001b 0000")]       // a long head inside a long head
    public void Sizes_that_cannot_be_are_broken(string bytes) => Assert.Equal(Progress.Broken, DesktopFrames.Next(Hex(bytes), DesktopFrames.SizeLimit, out _, out _));

    [Fact] public void A_packet_longer_than_its_reader_takes_is_broken_before_it_has_come() =>
        Assert.Equal(Progress.Broken, DesktopFrames.Next(Hex("0011 ffff"), 1024, out _, out _));

    [Theory]
    [InlineData("0001 0005 00")]
    [InlineData("0055 0006 00 41")]
    [InlineData("0055 0007 02 0041")]
    [InlineData("0002 0009 00 00 0001 00")]
    [InlineData("0002 000a 00 03 0001 0001")]
    [InlineData("0005 0007 01 32 04")]
    [InlineData("000c 0005 01")]
    [InlineData("0057 0005 03")]
    public void Bodies_of_the_wrong_shape_are_broken(string bytes)
    {
        Assert.Equal(Progress.Done, DesktopFrames.Next(Hex(bytes), 1024, out var frame, out _));
        Assert.Equal(Reading.Broken, DesktopInputReader.Read(frame, out _));
    }

    [Fact] public void Unknown_numbers_are_passed_over_by_their_size()
    {
        var bytes = Hex("0099 0008 01020304 0006 0004");
        Assert.Equal(Progress.Done, DesktopFrames.Next(bytes, 1024, out var frame, out var used));
        Assert.Equal(Reading.Unknown, DesktopInputReader.Read(frame, out _));
        Assert.IsType<DesktopRefresh>(Read(bytes[used..], input: true));
    }

    [Fact] public void Displays_that_are_not_there_are_not_made_room_for()
    {
        Assert.Equal(Progress.Done, DesktopFrames.Next(Hex("000b 000a ffff 0000 0000"), 1024, out var frame, out _));
        Assert.Equal(Reading.Broken, DesktopOutputReader.Read(frame, out _));
    }

    [Fact] public void Noise_never_throws_and_never_reads_past_its_end()
    {
        var read = 0;
        foreach (var bytes in Some.Noise(29, 30_000, [.. Inputs.Cast<DesktopPacket>().Concat(Outputs).Select(DesktopWriter.Write)]))
        {
            var rest = bytes.AsSpan();
            while (DesktopFrames.Next(rest, 4096, out var frame, out var used) == Progress.Done)
            {
                Assert.InRange(used, DesktopFrames.Head, rest.Length);
                if (DesktopInputReader.Read(frame, out _) == Reading.Done) read++;
                if (DesktopOutputReader.Read(frame, out _) == Reading.Done) read++;
                rest = rest[used..];
            }
        }
        Assert.InRange(read, 1000, 200_000);
    }

    [Fact] public void Any_pointer_place_and_wheel_come_back() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<(ushort X, ushort Y, short Wheel)>(), t =>
            new DesktopMouse(MouseAction.Move, t.X, t.Y, t.Wheel) is var mouse && mouse.Equals(Read(DesktopWriter.Write(mouse), input: true))));

    static List<string> Cut(IEnumerable<byte[]> pieces)
    {
        List<string> found = [];
        byte[] kept = [];
        foreach (var piece in pieces)
        {
            kept = [.. kept, .. piece];
            while (DesktopFrames.Next(kept, DesktopFrames.SizeLimit, out var frame, out var used) == Progress.Done)
            {
                found.Add($"{frame.Command} {Convert.ToHexString(frame.Body[..Math.Min(20, frame.Body.Length)])} {frame.Body.Length}");
                kept = kept[used..];
            }
        }
        Assert.Empty(kept);
        return found;
    }

    static DesktopPacket? Read(byte[] bytes, bool input)
    {
        Assert.Equal(Progress.Done, DesktopFrames.Next(bytes, DesktopFrames.SizeLimit, out var frame, out _));
        if (input) return DesktopInputReader.Read(frame, out var read) == Reading.Done ? read : null;
        return DesktopOutputReader.Read(frame, out var output) == Reading.Done ? output : null;
    }

    // lists compare by reference, so packets are compared by their bytes
    static string Describe(DesktopPacket packet) => packet.GetType().Name + Convert.ToHexString(DesktopWriter.Write(packet));
}
