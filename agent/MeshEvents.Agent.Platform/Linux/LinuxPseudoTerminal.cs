using System.Runtime.InteropServices;
using System.Text;
using MeshEvents.Agent.Platform.Terminal;
using Microsoft.Win32.SafeHandles;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>
/// A shell on a Linux pseudo terminal (pty(7)). EIO on our side means that everybody on the other side is gone. Jobs that the shell left behind
/// may hold the other side for ever, so the end of the shell ends it too, as soon as what it printed was read.
/// </summary>
sealed class LinuxPseudoTerminal : IPseudoTerminal
{
    // the kernel hands output over a moment after it was written
    static readonly TimeSpan LastOutputTime = TimeSpan.FromMilliseconds(100);

    readonly SafeFileHandle master;
    readonly int process;
    readonly Lock gate = new();
    readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    bool reaped;
    volatile bool over;

    LinuxPseudoTerminal(SafeFileHandle master, int process)
    {
        this.master = master;
        this.process = process;
        new Thread(WaitForExit, maxStackSize: 128 * 1024) { IsBackground = true, Name = $"wait for {process}" }.Start();
    }

    public Task<int> Exited => exited.Task;

    public static LinuxPseudoTerminal Start(TerminalStart start)
    {
        var master = Libc.posix_openpt(Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC | Libc.O_NONBLOCK);
        try
        {
            if (master.IsInvalid || Libc.grantpt(master) != 0 || Libc.unlockpt(master) != 0)
                throw new IOException($"No pseudo terminal: {Marshal.GetLastPInvokeErrorMessage()}.");
            SetSize(master, start.Columns, start.Rows);

            // as a login shell: the name begins with a dash
            var home = ShellEnvironment.Home;
            var process = Spawn.OnTerminal(NameOf(master), start.Shell, ["-" + Path.GetFileName(start.Shell)], ShellEnvironment.For(start.Shell), Directory.Exists(home) ? home : "/");
            return new(master, process);
        }
        catch
        {
            master.Dispose();
            throw;
        }
    }

    public async ValueTask<int> ReadAsync(Memory<byte> to, CancellationToken stop)
    {
        while (true)
        {
            var count = Read(to.Span, out var error);
            if (count > 0) return count;
            if (count == 0 || error == Libc.EIO || (error == Libc.EAGAIN && over)) return 0;
            if (error == Libc.EAGAIN) await DescriptorWatch.Shared.For(master, Libc.POLLIN, () => over, stop);
            else if (error != Libc.EINTR) throw new IOException($"The terminal cannot be read: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken stop)
    {
        while (input.Length > 0 && !over)
        {
            var count = Write(input.Span, out var error);
            if (count > 0) input = input[count..];
            else if (error == Libc.EAGAIN) await DescriptorWatch.Shared.For(master, Libc.POLLOUT, () => over, stop);
            else if (error == Libc.EIO) return;
            else if (error != Libc.EINTR) throw new IOException($"The terminal cannot be written: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    public void Resize(int columns, int rows)
    {
        lock (gate)
        {
            if (!master.IsClosed) SetSize(master, columns, rows);
        }
    }

    // a stopped job gets its signal only when it goes on
    public void HangUp() => Signal(Libc.SIGHUP, Libc.SIGCONT);

    public void Kill() => Signal(Libc.SIGKILL);

    public void Dispose()
    {
        lock (gate)
        {
            if (master.IsClosed) return;
            NoMore();
            master.Dispose();                          // the kernel hangs up whoever still holds the other side
        }
    }

    // the process id is ours only until it is waited for; afterwards it may be anybody's
    void Signal(params ReadOnlySpan<int> signals)
    {
        lock (gate)
        {
            if (reaped) return;
            var foreground = Foreground();
            foreach (var signal in signals)
            {
                Libc.kill(-process, signal);
                if (foreground is { } job) Libc.kill(-job, signal);
            }
        }
    }

    // with job control the running command is a process group of its own
    int? Foreground() => !master.IsClosed && Libc.ioctl(master, Libc.TIOCGPGRP, out int group) == 0 && group > 1 && group != process ? group : null;

    void WaitForExit()
    {
        Span<byte> information = stackalloc byte[128];        // siginfo_t
        while (Libc.waitid(Libc.P_PID, process, ref information[0], Libc.WEXITED | Libc.WNOWAIT) < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR) { }

        int status;
        lock (gate)
        {
            reaped = true;
            if (Libc.waitpid(process, out status, 0) != process) status = 0xFF00;
        }
        var signal = status & 0x7F;
        exited.SetResult(signal == 0 ? (status >> 8) & 0xFF : 128 + signal);

        Thread.Sleep(LastOutputTime);
        lock (gate) NoMore();
    }

    void NoMore()
    {
        over = true;
        if (!master.IsClosed) DescriptorWatch.Shared.Forget(master);
    }

    int Read(Span<byte> to, out int error)
    {
        error = Libc.EIO;
        if (!TryHold()) return -1;
        try
        {
            var count = Libc.read(master, ref MemoryMarshal.GetReference(to), (nuint)to.Length);
            error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            return (int)count;
        }
        finally
        {
            master.DangerousRelease();
        }
    }

    int Write(ReadOnlySpan<byte> from, out int error)
    {
        error = Libc.EIO;
        if (!TryHold()) return -1;
        try
        {
            var count = Libc.write(master, in MemoryMarshal.GetReference(from), (nuint)from.Length);
            error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            return (int)count;
        }
        finally
        {
            master.DangerousRelease();
        }
    }

    // false when the terminal was disposed; else it stays open until released
    bool TryHold()
    {
        lock (gate)
        {
            if (master.IsClosed) return false;
            var held = false;
            master.DangerousAddRef(ref held);
            return held;
        }
    }

    static void SetSize(SafeFileHandle master, int columns, int rows)
    {
        var size = new Libc.WindowSize { Columns = (ushort)Math.Clamp(columns, 1, 1000), Rows = (ushort)Math.Clamp(rows, 1, 1000) };
        if (Libc.ioctl(master, Libc.TIOCSWINSZ, ref size) != 0) throw new IOException($"The terminal cannot be resized: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    static string NameOf(SafeFileHandle master)
    {
        Span<byte> name = stackalloc byte[128];
        var error = Libc.ptsname_r(master, ref name[0], (nuint)name.Length);
        if (error != 0) throw new IOException($"The pseudo terminal has no name: {Marshal.GetPInvokeErrorMessage(error)}.");
        return Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]);
    }
}
