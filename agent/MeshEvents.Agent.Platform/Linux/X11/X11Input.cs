using System.Buffers.Binary;
using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>One person's keyboard and pointer, through XTEST. Calls are carried out in their order.</summary>
/// <param name="locksChanged">Called after a key that may have changed Caps Lock or Num Lock.</param>
sealed class X11Input(X11Connection display, X11Extension test, X11Keyboard keyboard, Action locksChanged) : IScreenInput
{
    const int FakeInput = 2, KeyPress = 2, KeyRelease = 3, ButtonPress = 4, ButtonRelease = 5, Motion = 6, GetInputFocus = 43, QueryPointer = 38;
    const byte WheelUp = 4, WheelDown = 5, Relative = 1, ShiftKey = 0xA0;
    const int MostNotches = 20;

    readonly SemaphoreSlim one = new(1, 1);
    readonly HashSet<byte> keys = [], buttons = [];

    public ValueTask KeyAsync(byte virtualKey, bool extended, bool down) => InTurn(async () =>
    {
        var key = await keyboard.KeyOfAsync(virtualKey, extended);
        if (key == 0 || !(down ? keys.Add(key) || true : keys.Remove(key))) return;       // let go of what was never pressed: nothing
        await FakeAsync(down ? KeyPress : KeyRelease, key);
        if (!down && virtualKey is 0x14 or 0x90 or 0x91) locksChanged();
    });

    public ValueTask TypeAsync(int codePoint) => InTurn(async () =>
    {
        var (key, shifted) = await keyboard.KeyOfCharacterAsync(codePoint);
        if (key == 0) return;
        var shift = await keyboard.KeyOfAsync(ShiftKey, extended: false);
        var turn = shift != 0 && keys.Contains(shift) != shifted;
        if (turn) await FakeAsync(shifted ? KeyPress : KeyRelease, shift);
        await FakeAsync(KeyPress, key);
        await FakeAsync(KeyRelease, key);
        if (turn) await FakeAsync(shifted ? KeyRelease : KeyPress, shift);
    });

    public ValueTask PointAsync(int x, int y) => InTurn(() => FakeAsync(Motion, 0, x, y));

    public ValueTask MoveAsync(int right, int down) => InTurn(() => FakeAsync(Motion, Relative, right, down));

    public async ValueTask<(int X, int Y)> WhereAsync()
    {
        var at = (X: 0, Y: 0);
        await InTurn(async () =>
        {
            var reply = await display.AskAsync(X11Writer.Request(QueryPointer).U32(display.Setup.Root));
            at = (BinaryPrimitives.ReadInt16LittleEndian(reply.AsSpan(16)), BinaryPrimitives.ReadInt16LittleEndian(reply.AsSpan(18)));
        });
        return at;
    }

    public ValueTask ButtonAsync(PointerButton button, bool down) => InTurn(async () =>
    {
        var number = Number(button);
        if (!(down ? buttons.Add(number) || true : buttons.Remove(number))) return;
        await FakeAsync(down ? ButtonPress : ButtonRelease, number);
    });

    public ValueTask WheelAsync(int notches) => InTurn(async () =>
    {
        var button = notches > 0 ? WheelUp : WheelDown;
        for (var left = Math.Min(Math.Abs(notches), MostNotches); left > 0; left--)
        {
            await FakeAsync(ButtonPress, button);
            await FakeAsync(ButtonRelease, button);
        }
    });

    public ValueTask ReleaseAsync() => InTurn(async () =>
    {
        foreach (var button in buttons) await FakeAsync(ButtonRelease, button);
        foreach (var key in keys) await FakeAsync(KeyRelease, key);
        buttons.Clear();
        keys.Clear();
        // a connection that is closed right now takes what the display has not read yet with it: so wait until it has
        await display.AskAsync(X11Writer.Request(GetInputFocus));
    });

    async ValueTask InTurn(Func<Task> act)
    {
        await one.WaitAsync();
        try
        {
            await act();
        }
        catch (Exception e) when (e is IOException or X11Error)
        {
            throw new ScreenUnavailable("The screen went away: its session ended, or its display server stopped.", e);
        }
        finally
        {
            one.Release();
        }
    }

    // u8 type | u8 detail | 2 | u32 time (0 = now) | u32 root | 8 | i16 x | i16 y | 7 | u8 device
    async Task FakeAsync(int type, byte detail, int x = 0, int y = 0) =>
        await display.SendAsync(test.Request(FakeInput).U8(type).U8(detail).Zero(2).U32(0).U32(display.Setup.Root).Zero(8).U16(x).U16(y).Zero(8));

    static byte Number(PointerButton button) => button switch
    {
        PointerButton.Left => 1,
        PointerButton.Middle => 2,
        PointerButton.Right => 3,
        PointerButton.Back => 8,
        _ => 9,
    };
}
