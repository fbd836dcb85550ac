using System.Runtime.InteropServices;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>
/// Starts a program as leader of a new session whose controlling terminal is the given one. Uses posix_spawn, never fork:
/// between fork and exec a managed process may do almost nothing safely. The terminal is opened after setsid and so becomes the controlling one.
/// </summary>
static class Spawn
{
    // larger than posix_spawnattr_t (336), posix_spawn_file_actions_t (80) and sigset_t (128) of glibc and musl
    const int OpaqueSize = 1024;

    /// <returns>The process id.</returns>
    /// <exception cref="IOException">The program could not be started.</exception>
    public static int OnTerminal(string terminal, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string folder)
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
                Check(Libc.posix_spawn_file_actions_addopen(actions, 0, terminal, Libc.O_RDWR, 0), "open the terminal for");
                Check(Libc.posix_spawn_file_actions_adddup2(actions, 0, 1), "prepare");
                Check(Libc.posix_spawn_file_actions_adddup2(actions, 0, 2), "prepare");
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
