using MeshEvents.Agent.Platform.Desktop;
using MeshEvents.Agent.Platform.Linux.X11;

namespace MeshEvents.Agent.Tests.Support;

/// <summary>The person who sits at a display: sees it, and has a keyboard and a pointer of their own.</summary>
sealed class PersonAt(IScreen screen) : IAsyncDisposable
{
    // the font of a display without any fonts of its own
    static readonly X11Faces faces = new(new X11Font(0, 6, 11, 13));

    readonly IScreenInput hand = screen.NewInput()!;

    public static async Task<PersonAt> SitDownAsync(VirtualDisplay display) => new(await display.Screens.OpenAsync(CancellationToken.None));

    /// <summary>Waits until a question can be seen, and presses one of its buttons.</summary>
    /// <param name="lines">How many stand below its title.</param>
    public async Task AnswerAsync(int button, int lines = 0)
    {
        await SeesQuestionAsync();
        var (x, y) = PlaceOf(button, lines);
        await PressAsync(x, y);
    }

    /// <summary>Waits until a message can be seen, and closes it.</summary>
    public async Task CloseAsync(int lines)
    {
        await SeesQuestionAsync();
        var face = faces.Message(new("", [.. Enumerable.Repeat("x", lines)]));
        var close = face.Buttons.Single();
        await PressAsync(Left(face) + (close.X + close.Width / 2) * Scale, Top + (close.Y + close.Height / 2) * Scale);
    }

    /// <summary>Waits until the bar can be seen, and ends what stands in one of its rows.</summary>
    public async Task EndAsync(int row, params string[] lines)
    {
        await SeesBarAsync();
        var face = faces.Bar([.. lines.Select(l => new BarLine(Guid.Empty, l))]);
        await PressAsync(Left(face) + (face.Buttons[row].X + face.Buttons[row].Width / 2) * Scale, (face.Buttons[row].Y + face.Buttons[row].Height / 2) * Scale);
    }

    /// <summary>Where a button of a question is on the screen.</summary>
    public (ushort X, ushort Y) PlaceOf(int button, int lines = 0)
    {
        var (face, one) = Question(button, lines);
        return ((ushort)(Left(face) + (one.X + one.Width / 2) * Scale), (ushort)(Top + (one.Y + one.Height / 2) * Scale));
    }

    /// <summary>At which button of a question the keyboard is: the mark around it.</summary>
    public async Task<int> FocusAsync()
    {
        foreach (var button in (int[])[X11Faces.Refuse, X11Faces.Allow])
        {
            var (face, one) = Question(button, 0);
            if (await ColourAsync(Left(face) + (one.X - 1) * Scale, Top + (one.Y - 1) * Scale) == 0xFFC83C) return button;
        }
        return -1;
    }

    public async Task KeysAsync(params byte[] virtualKeys)
    {
        foreach (var key in virtualKeys)
        {
            await hand.KeyAsync(key, extended: false, down: true);
            await hand.KeyAsync(key, extended: false, down: false);
        }
    }

    public Task SeesQuestionAsync(bool ever = true) => SeesAsync(Top + 1, ever, "a question");

    public Task SeesBarAsync(bool ever = true) => SeesAsync(1, ever, "the bar");

    Task SeesAsync(int y, bool ever, string what) => Deadline.Until(async () => await ColourAsync(screen.State.Width / 2, y) == Ground == ever, $"{what} to be {(ever ? "seen" : "gone")}");

    public async Task<uint> ColourAsync(int x, int y)
    {
        Assert.True(await screen.GrabAsync(new(x, y, 1, 1), CancellationToken.None));
        return BitConverter.ToUInt32(screen.Pixels) & 0xFFFFFF;
    }

    public ValueTask DisposeAsync() => screen.DisposeAsync();

    // the agent's own colour
    const uint Ground = 0x20304A;

    int Scale => screen.State.Width >= 1000 ? 2 : 1;

    int Top => screen.State.Height / 8;

    int Left(PanelFace face) => (screen.State.Width - face.Width * Scale) / 2;

    static (PanelFace Face, PanelButton Button) Question(int button, int lines)
    {
        var face = faces.Question(new("", [.. Enumerable.Repeat("x", lines)]), TimeSpan.FromSeconds(30), 0);
        return (face, face.Buttons.Single(b => b.Id == button));
    }

    async Task PressAsync(int x, int y)
    {
        await hand.PointAsync(x, y);
        await hand.ButtonAsync(PointerButton.Left, true);
        await hand.ButtonAsync(PointerButton.Left, false);
    }
}
