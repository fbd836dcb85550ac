using MeshEvents.Wire.Desktop;

namespace MeshEvents.Wire.Tests.Desktop;

/// <summary>What a person's rights let through to a device (spec/desktop-protocol.md 1, rights).</summary>
public sealed class DesktopRightsTests
{
    [Theory]
    [InlineData(0xFFFFFFFFu, InputLevel.Full)]
    [InlineData(0x8u, InputLevel.Full)]
    [InlineData(0x108u, InputLevel.ViewOnly)]
    [InlineData(0x1108u, InputLevel.ViewOnly)]
    [InlineData(0x1008u, InputLevel.Limited)]
    [InlineData(0x10008u, null)]
    [InlineData(0x100u, null)]
    [InlineData(0x0u, null)]
    public void Bits_say_how_much_one_may_do(uint rights, InputLevel? expected) => Assert.Equal(expected, DesktopRights.Of(rights));

    static bool Passes(InputLevel level, DesktopPacket packet) => Passes(level, DesktopWriter.Write(packet));

    static bool Passes(InputLevel level, byte[] bytes)
    {
        Assert.Equal(Progress.Done, DesktopFrames.Next(bytes, 1024, out var frame, out _));
        return DesktopRights.Passes(level, frame);
    }

    [Fact] public void Who_may_only_look_chooses_quality_and_display_and_touches_nothing()
    {
        foreach (var packet in (DesktopInput[])[new DesktopCompression(1, 50), new DesktopRefresh(), new DesktopPause(true), new DesktopAskDisplays(), new DesktopSetDisplay(1), new DesktopFrameTimer(50), new DesktopAskDisplayInfo()])
            Assert.True(Passes(InputLevel.ViewOnly, packet), packet.ToString());
        foreach (var packet in (DesktopInput[])[new DesktopKey(KeyAction.Down, 0x41), new DesktopCharacter(true, 'a'), new DesktopMouse(MouseAction.Move, 1, 1), new DesktopCtrlAltDel(), new DesktopSetInputLock(1)])
            Assert.False(Passes(InputLevel.ViewOnly, packet), packet.ToString());
        Assert.False(Passes(InputLevel.ViewOnly, Convert.FromHexString("000F000E0100000001000100020001000200"[..28])));    // touch
        Assert.False(Passes(InputLevel.ViewOnly, Convert.FromHexString("003B0004")));                                        // an old command nobody filters by name
    }

    [Theory]
    [InlineData(0x41, true)]    // A
    [InlineData(0x39, true)]    // 9
    [InlineData(0x0D, true)]    // Enter
    [InlineData(0x25, true)]    // left arrow
    [InlineData(0xA0, true)]    // Shift
    [InlineData(0xBA, true)]    // ;
    [InlineData(0x11, false)]   // Ctrl
    [InlineData(0x12, false)]   // Alt
    [InlineData(0x5B, false)]   // Windows
    [InlineData(0x70, false)]   // F1
    [InlineData(0x1B, false)]   // Escape
    [InlineData(0x09, false)]   // Tab
    public void Limited_input_writes_and_moves_and_commands_nothing(byte key, bool passes)
    {
        Assert.Equal(passes, Passes(InputLevel.Limited, new DesktopKey(KeyAction.Down, key)));
        Assert.True(Passes(InputLevel.Full, new DesktopKey(KeyAction.Down, key)));
    }

    [Fact] public void Limited_input_has_the_pointer_and_no_system_commands()
    {
        Assert.True(Passes(InputLevel.Limited, new DesktopMouse(MouseAction.LeftDown, 1, 1)));
        Assert.True(Passes(InputLevel.Limited, new DesktopCharacter(true, 'é')));
        Assert.False(Passes(InputLevel.Limited, new DesktopCharacter(true, '\u001b')));
        Assert.False(Passes(InputLevel.Limited, new DesktopSetInputLock(1)));
        Assert.False(Passes(InputLevel.Limited, Convert.FromHexString("000A0004")));    // CTRL-ALT-DEL
    }
}
