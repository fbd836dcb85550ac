using System.Buffers;
using System.Text.Json;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.Platform.Programs;
using MeshEvents.Wire;

namespace MeshEvents.Agent.Actions;

/// <summary>
/// <c>run</c>: gives a text to a shell and passes on what it writes. Its result is
/// <c>{"exit":0,"signal":null,"bytes":123,"errorBytes":0,"cut":false,"sha256":"…","timedOut":false,"seconds":1.2}</c>.
/// </summary>
sealed class RunCommand(IMachine machine, TimeProvider time) : IAction
{
    const int PieceSize = 64 << 10;

    /// <summary>How long more is waited for before a piece goes: a program that writes letter by letter is not sent letter by letter.</summary>
    static readonly TimeSpan gathering = TimeSpan.FromMilliseconds(50);

    /// <summary>How long, after the program, those that it started may go on writing.</summary>
    static readonly TimeSpan afterwards = TimeSpan.FromSeconds(1);

    /// <summary>Between asking to end and making an end.</summary>
    static readonly TimeSpan grace = TimeSpan.FromSeconds(2);

    public string Name => "run";

    public bool Works => machine.Programs.Shells().Count > 0;

    public async Task<ActionOutcome> DoAsync(ActionCall call, CancellationToken cancelled)
    {
        if (RunRequest.Read(call.Arguments, out var why) is not { } request) return ActionOutcome.Refused(why);
        if (machine.Programs.Shells().FirstOrDefault(s => request.Shell is "auto" || s.Name == request.Shell) is not { } shell) return ActionOutcome.Refused($"There is no {request.Shell} on this device.");
        var user = request.AsUser ? machine.Users().FirstOrDefault() : null;
        if (request.AsUser && user is null) return ActionOutcome.Refused("Nobody is signed in at this device.");
        if (user is not null && user != Environment.UserName && !machine.IsAdministrator) return ActionOutcome.Refused($"The agent is not allowed to act as {user}.");

        var began = time.GetTimestamp();
        using var output = new RunOutput(request.Limit, call.Output);
        using var program = machine.Programs.Start(new(shell, request.Text, user, call.Id.ToString("N")));
        using var giveUp = new CancellationTokenSource();
        var reading = Task.WhenAll(ReadAsync(program, error: false, output, giveUp.Token), ReadAsync(program, error: true, output, giveUp.Token));
        var (exit, timedOut) = await EndOfAsync(program, request.Timeout, cancelled);
        await Task.WhenAny(reading, Task.Delay(afterwards, time, CancellationToken.None));
        program.NoMore();
        if (cancelled.IsCancellationRequested) giveUp.CancelAfter(afterwards);
        // of one that was given up nobody may take the rest any more
        await reading.ContinueWith(_ => cancelled.IsCancellationRequested ? Task.CompletedTask : reading, TaskScheduler.Default).Unwrap();

        var result = Result(exit, output, timedOut, time.GetElapsedTime(began));
        if (timedOut) return ActionOutcome.Failed($"It did not end within {request.Timeout.TotalSeconds:0} seconds and was made to.", result);
        return cancelled.IsCancellationRequested ? ActionOutcome.Failed("It was cancelled.", result) : new(ActionEnd.Done, LeftBehind(program.LeftBehind()), result);
    }

    async Task<(ProgramExit Exit, bool TimedOut)> EndOfAsync(IProgram program, TimeSpan timeout, CancellationToken cancelled)
    {
        try { return (await program.Exited.WaitAsync(timeout, time, cancelled), false); }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            await program.EndAsync(grace);
            return (await program.Exited, e is TimeoutException);
        }
    }

    static async Task ReadAsync(IProgram program, bool error, RunOutput output, CancellationToken giveUp)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            for (int count; (count = await PieceAsync(program, error, piece.AsMemory(0, PieceSize))) > 0;) await output.TakeAsync(error, piece.AsMemory(0, count), giveUp);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    static async Task<int> PieceAsync(IProgram program, bool error, Memory<byte> piece)
    {
        var count = await program.ReadAsync(error, piece, CancellationToken.None);
        if (count == 0) return 0;
        using var soon = new CancellationTokenSource(gathering);
        try
        {
            for (int more; count < piece.Length && (more = await program.ReadAsync(error, piece[count..], soon.Token)) > 0;) count += more;
        }
        catch (OperationCanceledException) when (soon.IsCancellationRequested) { return count; }
        return count;
    }

    static string LeftBehind((int InSession, int Elsewhere) left) => left switch
    {
        (0, 0) => "",
        (1, 0) => "A program that it started still runs.",
        (0, 1) => "A program that it started still runs, in a session of its own.",
        (var n, 0) => $"{n} programs that it started still run.",
        (var n, var elsewhere) => $"{n + elsewhere} programs that it started still run, {elsewhere} of them in sessions of their own.",
    };

    static byte[] Result(ProgramExit exit, RunOutput output, bool timedOut, TimeSpan took) => WireJson.Object((exit, output, timedOut, took), static (json, run) =>
    {
        if (run.exit.Code is { } code) json.WriteNumber("exit", code);
        else json.WriteNull("exit");
        json.WriteString("signal", run.exit.Signal);
        json.WriteNumber("bytes", run.output.Bytes);
        json.WriteNumber("errorBytes", run.output.ErrorBytes);
        json.WriteBoolean("cut", run.output.Cut);
        json.WriteString("sha256", run.output.Sha256);
        json.WriteBoolean("timedOut", run.timedOut);
        json.WriteNumber("seconds", Math.Round(run.took.TotalSeconds, 3));
    });
}
