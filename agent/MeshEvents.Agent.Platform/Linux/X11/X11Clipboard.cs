using System.Buffers.Binary;
using System.Text;
using System.Threading.Channels;
using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Platform.Linux.X11;

/// <summary>
/// The selection CLIPBOARD of a display (Inter-Client Communication Conventions Manual, 2): whoever owns it is asked for its text when the owner changes, in pieces
/// where it is long (INCR); and as the owner, after <see cref="SetAsync"/>, others are answered.
/// </summary>
sealed class X11Clipboard : IScreenClipboard
{
    const int CreateWindow = 1, InternAtom = 16, GetProperty = 20, SetSelectionOwner = 22, ConvertSelection = 24, DeleteNow = 1, InputOnly = 2;
    const int PropertyNotify = 28, SelectionClear = 29, SelectionRequest = 30, SelectionNotify = 31;
    const uint Events = 0x800, PropertyChange = 0x400000, AnyType = 0, OwnerChanged = 0x1;

    readonly Action<string> changed;
    readonly int limit;
    readonly Channel<byte[]> events = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    readonly X11Connection display;
    readonly Task running;
    readonly TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    X11Extension fixes;
    X11ClipboardAnswers answers = null!;
    X11ClipboardAtoms atoms = null!;
    uint window;
    X11Incoming? incoming;
    int asked;

    X11Clipboard(Func<Action<ReadOnlyMemory<byte>>, X11Connection> connect, int limit, Action<string> changed)
    {
        (this.limit, this.changed) = (limit, changed);
        display = connect(packet => events.Writer.TryWrite(packet.ToArray()));
        display.Over.ContinueWith(_ =>
        {
            events.Writer.TryComplete();
            lost.TrySetResult();
        }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        running = RunAsync();
    }

    /// <param name="limit">UTF-16 units of a text; longer ones are passed over.</param>
    /// <param name="changed">Called with the text when another program has put one there.</param>
    /// <exception cref="ScreenUnavailable">There is no display, or none that tells when its clipboard changes.</exception>
    public static async Task<X11Clipboard> OpenAsync(Func<Action<ReadOnlyMemory<byte>>, X11Connection> connect, int limit, Action<string> changed)
    {
        var clipboard = new X11Clipboard(connect, limit, changed);
        try
        {
            await clipboard.StartAsync();
            return clipboard;
        }
        catch (Exception e) when (e is IOException or X11Error or ScreenUnavailable)
        {
            await clipboard.DisposeAsync();
            throw e as ScreenUnavailable ?? new ScreenUnavailable("The display does not share its clipboard.", e);
        }
    }

    public Task Lost => lost.Task;

    public async ValueTask SetAsync(string text)
    {
        try
        {
            answers.Text = text;
            await display.CheckAsync(X11Writer.Request(SetSelectionOwner).U32(window).U32(atoms.Clipboard).U32(0));
        }
        catch (Exception e) when (e is IOException or X11Error)
        {
            throw new ScreenUnavailable("The screen went away.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await display.DisposeAsync();
        await running;
    }

    async Task StartAsync()
    {
        fixes = (await X11Extensions.AskAsync(display)).Fixes;
        if (!fixes.Exists) throw new ScreenUnavailable("The display does not tell when its clipboard changes.");
        atoms = await X11ClipboardAtoms.AskAsync(async name => BinaryPrimitives.ReadUInt32LittleEndian((await display.AskAsync(X11Writer.Request(InternAtom).U16(name.Length).U16(0).Bytes(Encoding.ASCII.GetBytes(name)))).AsSpan(8)));
        answers = new(display, atoms);
        window = display.NewId();
        await display.CheckAsync(X11Writer.Request(CreateWindow).U32(window).U32(display.Setup.Root).U16(0).U16(0).U16(1).U16(1).U16(0).U16(InputOnly).U32(0).U32(Events).U32(PropertyChange));
        await display.CheckAsync(fixes.Request(2).U32(window).U32(atoms.Clipboard).U32(OwnerChanged));
        await AskAsync(0);
    }

    async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            await foreach (var e in events.Reader.ReadAllAsync()) await OnEventAsync(e);
        }
        catch (Exception e) when (e is IOException or X11Error)
        {
            events.Writer.TryComplete(e);          // the display is gone; who sets a text learns it
        }
    }

    Task OnEventAsync(byte[] e) => (e[0] & 0x7F) switch
    {
        // u8 kind | u8 reason | u16 | u32 window | u32 owner | u32 selection | u32 time
        var kind when fixes.Exists && kind == fixes.FirstEvent && U32(e, 8) is not 0 and var owner && owner != window => AskAsync(U32(e, 16)),
        // time | owner | requestor | selection | target | property
        SelectionRequest when U32(e, 8) == window => answers.AnswerAsync(new(U32(e, 4), U32(e, 12), U32(e, 16), U32(e, 20), U32(e, 24))),
        // time | window | selection
        SelectionClear when U32(e, 8) == window => LoseAsync(),
        // time | requestor | selection | target | property
        SelectionNotify when U32(e, 8) == window && incoming is { } waiting && U32(e, 4) == waiting.Time => U32(e, 20) == waiting.Property ? TakeAsync() : Refused(),
        // window | atom | time | state 0: new value, 1: deleted
        PropertyNotify when U32(e, 4) != window && e[16] == 1 => answers.TakenAsync(U32(e, 4), U32(e, 8)),
        PropertyNotify when incoming is { Pieces: true } waiting && U32(e, 4) == window && U32(e, 8) == waiting.Property && e[16] == 0 => TakeAsync(),
        _ => Task.CompletedTask,
    };

    /// <summary>Asks the owner for the text; what an earlier one was still sending counts no more.</summary>
    async Task AskAsync(uint time)
    {
        incoming = new(limit, atoms.Properties[asked++ % atoms.Properties.Length], time);
        await display.SendAsync(X11Writer.Request(ConvertSelection).U32(window).U32(atoms.Clipboard).U32(atoms.Utf8).U32(incoming.Property).U32(time));
    }

    Task LoseAsync()
    {
        answers.Text = null;
        lost.TrySetResult();
        return Task.CompletedTask;
    }

    Task Refused()
    {
        incoming = null;
        return Task.CompletedTask;
    }

    /// <summary>The property is ours to read; deleting it is what asks for the next piece.</summary>
    async Task TakeAsync()
    {
        var reply = await display.AskAsync(X11Writer.Request(GetProperty, DeleteNow).U32(window).U32(incoming!.Property).U32(AnyType).U32(0).U32((uint)(incoming.MostBytes / 4 + 1)));
        var said = incoming.Take(X11Property.Read(reply), atoms);
        if (said is X11Incoming.State.More) return;
        var text = said is X11Incoming.State.Done ? incoming.Text : null;
        incoming = null;
        if (text is { Length: > 0 }) changed(text);
    }

    static uint U32(byte[] e, int at) => BinaryPrimitives.ReadUInt32LittleEndian(e.AsSpan(at));
}
