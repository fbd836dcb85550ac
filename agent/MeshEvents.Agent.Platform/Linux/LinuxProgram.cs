using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MeshEvents.Agent.Platform.Programs;
using Microsoft.Win32.SafeHandles;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>
/// A program as leader of a new session. It stays a zombie until it is disposed of: as long as its number is taken, all in the session of that number are its own
/// and may be signalled.
/// </summary>
sealed class LinuxProgram : IProgram
{
    // siginfo_t on 64 bit: i32 code at 8, i32 status at 24; 1 = exited by itself
    const int CodeAt = 8, StatusAt = 24, Exit = 1;
    static readonly TimeSpan look = TimeSpan.FromMilliseconds(50);

    readonly OutputPipe output, errors;
    readonly int process;
    readonly string mark;
    readonly TaskCompletionSource<ProgramExit> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool reaped;

    LinuxProgram(OutputPipe output, OutputPipe errors, int process, string mark)
    {
        (this.output, this.errors, this.process, this.mark) = (output, errors, process, mark);
        new Thread(WaitForExit, maxStackSize: 128 * 1024) { IsBackground = true, Name = $"wait for {process}" }.Start();
    }

    public Task<ProgramExit> Exited => exited.Task;

    /// <exception cref="IOException">It could not be started; the message says what failed.</exception>
    public static LinuxProgram Start(ProgramStart start)
    {
        var (output, outputEnd) = OutputPipe.Make();
        var (errors, errorEnd) = OutputPipe.Make();
        using (outputEnd)
        using (errorEnd)
        {
            try
            {
                var user = start.As is { } name ? LinuxUser.Find(name) ?? throw new IOException($"There is no user {name} here.") : null;
                string[] shell = [start.Shell.Path, .. LinuxPrograms.Arguments(start.Shell.Name), start.Text];
                string[] command = user is null || user.Id == Libc.geteuid() ? shell : [.. user.Become(), .. shell];
                var environment = user?.Environment(start.Shell.Path) ?? new(ShellEnvironment.For(start.Shell.Path));
                environment[LinuxSession.Mark] = start.Mark;
                environment["TERM"] = "dumb";
                environment.Remove("COLORTERM");
                var home = environment["HOME"];
                return new(output, errors, Spawn.OnPipes(outputEnd, errorEnd, command[0], command, environment, Directory.Exists(home) ? home : "/"), start.Mark);
            }
            catch
            {
                output.Dispose();
                errors.Dispose();
                throw;
            }
        }
    }

    public ValueTask<int> ReadAsync(bool error, Memory<byte> to, CancellationToken stop) => (error ? errors : output).ReadAsync(to, stop);

    public void NoMore()
    {
        output.NoMore();
        errors.NoMore();
    }

    public async Task EndAsync(TimeSpan grace)
    {
        Signal(Libc.SIGTERM, Libc.SIGCONT);
        for (var waited = TimeSpan.Zero; waited < grace && LinuxSession.Alive(process).Count > 0; waited += look) await Task.Delay(look);
        // one that forks while it is looked for is found in the next round
        while (LinuxSession.Alive(process).Count > 0)
        {
            Signal(Libc.SIGKILL);
            await Task.Delay(look);
        }
    }

    public (int InSession, int Elsewhere) LeftBehind() => (LinuxSession.Alive(process).Count, LinuxSession.Marked(mark, except: process));

    void Signal(params ReadOnlySpan<int> signals)
    {
        foreach (var one in LinuxSession.Alive(process))
            foreach (var signal in signals) Libc.kill(one, signal);
    }

    void WaitForExit()
    {
        Span<byte> information = stackalloc byte[128];
        while (Libc.waitid(Libc.P_PID, process, ref information[0], Libc.WEXITED | Libc.WNOWAIT) < 0)
        {
            if (Marshal.GetLastPInvokeError() == Libc.EINTR) continue;
            exited.TrySetResult(new(null, null));
            return;
        }
        var (code, status) = (BinaryPrimitives.ReadInt32LittleEndian(information[CodeAt..]), BinaryPrimitives.ReadInt32LittleEndian(information[StatusAt..]));
        exited.TrySetResult(code == Exit ? new(status, null) : new(null, LinuxSession.SignalName(status)));
    }

    public void Dispose()
    {
        output.Dispose();
        errors.Dispose();
        if (reaped || !exited.Task.IsCompleted) return;
        reaped = true;
        _ = Libc.waitpid(process, out _, 0);
    }
}
