using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>
/// Starts a program as leader of a new session. Uses posix_spawn, never fork: between fork and exec a managed process may do almost nothing safely.
/// </summary>
static class Spawn
{
    // larger than posix_spawnattr_t (336), posix_spawn_file_actions_t (80) and sigset_t (128) of glibc and musl
    const int OpaqueSize = 1024;

    /// <summary>On a terminal: it is opened after setsid and so becomes the controlling one.</summary>
    /// <returns>The process id.</returns>
    /// <exception cref="IOException">The program could not be started.</exception>
    public static int OnTerminal(string terminal, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string folder) =>
        Start(program, arguments, environment, folder, actions =>
        [
            Libc.posix_spawn_file_actions_addopen(actions, 0, terminal, Libc.O_RDWR, 0), Libc.posix_spawn_file_actions_adddup2(actions, 0, 1), Libc.posix_spawn_file_actions_adddup2(actions, 0, 2),
        ]);

    /// <summary>With nothing to read, and both its outputs on pipes.</summary>
    /// <inheritdoc cref="OnTerminal"/>
    public static int OnPipes(SafeFileHandle output, SafeFileHandle errors, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string folder) =>
        Start(program, arguments, environment, folder, actions =>
        [
            Libc.posix_spawn_file_actions_addopen(actions, 0, "/dev/null", Libc.O_RDONLY, 0),
            Libc.posix_spawn_file_actions_adddup2(actions, (int)output.DangerousGetHandle(), 1), Libc.posix_spawn_file_actions_adddup2(actions, (int)errors.DangerousGetHandle(), 2),
        ]);

    static int Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string folder, Func<nint, int[]> open)
    {
        using var block = new NativeBlock();
        var actions = block.Opaque();
        var attributes = block.Opaque();
        var signals = block.Opaque();

        Check(Libc.posix_spawn_file_actions_init(actions), "prepare");
        try
        {
            Check(Libc.posix_spawnattr_init(attributes), "prepare");
            try
            {
                foreach (var error in open(actions)) Check(error, "prepare");
                Check(Libc.posix_spawn_file_actions_addchdir_np(actions, folder), "enter the folder of");

                // the runtime ignores SIGPIPE and catches others; the program starts as if nobody had
                Check(Libc.posix_spawnattr_setflags(attributes, Libc.POSIX_SPAWN_SETSID | Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK), "prepare");
                Check(Libc.sigfillset(signals), "prepare");
                Check(Libc.posix_spawnattr_setsigdefault(attributes, signals), "prepare");
                Check(Libc.sigemptyset(signals), "prepare");
                Check(Libc.posix_spawnattr_setsigmask(attributes, signals), "prepare");

                var argv = block.Strings(arguments);
                var envp = block.Strings(environment.Select(e => $"{e.Key}={e.Value}"));
                Check(Libc.posix_spawn(out var process, program, actions, attributes, argv, envp), "start");
                return process;
            }
            finally
            {
                Libc.posix_spawnattr_destroy(attributes);
            }
        }
        finally
        {
            Libc.posix_spawn_file_actions_destroy(actions);
        }

        void Check(int error, string what)
        {
            if (error != 0) throw new IOException($"Could not {what} {program}: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    /// <summary>Unmanaged memory that is freed together.</summary>
    sealed unsafe class NativeBlock : IDisposable
    {
        readonly List<nint> parts = [], copies = [];

        public nint Opaque() => Keep((nint)NativeMemory.AllocZeroed(OpaqueSize));

        public nint Strings(IEnumerable<string> texts)
        {
            var all = texts.ToArray();
            var list = (nint*)Keep((nint)NativeMemory.AllocZeroed((nuint)(all.Length + 1), (nuint)sizeof(nint)));
            for (var i = 0; i < all.Length; i++)
            {
                list[i] = Marshal.StringToCoTaskMemUTF8(all[i]);
                copies.Add(list[i]);
            }
            return (nint)list;
        }

        nint Keep(nint part)
        {
            parts.Add(part);
            return part;
        }

        public void Dispose()
        {
            foreach (var copy in copies) Marshal.FreeCoTaskMem(copy);
            foreach (var part in parts) NativeMemory.Free((void*)part);
        }
    }
}
