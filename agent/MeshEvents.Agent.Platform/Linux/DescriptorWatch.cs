using Microsoft.Win32.SafeHandles;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>
/// Waits until descriptors can be read or written: one thread with poll(2) for all terminals of the process.
/// A wait is for one occasion; whoever waits looks again himself.
/// </summary>
sealed class DescriptorWatch
{
    public static DescriptorWatch Shared { get; } = new();

    readonly Lock gate = new();
    readonly List<Wait> waits = [];
    readonly SafeFileHandle wake = Libc.eventfd(0, Libc.O_CLOEXEC | Libc.O_NONBLOCK);

    DescriptorWatch() => new Thread(Watch, maxStackSize: 256 * 1024) { IsBackground = true, Name = "terminals" }.Start();

    /// <summary>
    /// Completes when one of <paramref name="events"/> (or an error) is there, or when <see cref="Forget"/> ends it.
    /// Whoever forgets makes <paramref name="over"/> true first: so no wait can begin behind his back.
    /// </summary>
    public async ValueTask For(SafeFileHandle handle, short events, Func<bool> over, CancellationToken stop)
    {
        Wait wait;
        lock (gate)
        {
            if (over()) return;
            wait = new((int)handle.DangerousGetHandle(), events);
            waits.Add(wait);
        }
        Wake();
        await using var cancelled = stop.Register(() =>
        {
            lock (gate) waits.Remove(wait);
            wait.Done.TrySetCanceled(stop);
        });
        await wait.Done.Task;
    }

    /// <summary>Ends all waits for a descriptor; to be called before it is closed.</summary>
    public void Forget(SafeFileHandle handle)
    {
        var descriptor = (int)handle.DangerousGetHandle();
        Complete(w => w.Descriptor == descriptor);
        Wake();
    }

    void Watch()
    {
        Span<byte> count = stackalloc byte[8];
        var polled = new Libc.PollDescriptor[16];
        while (true)
        {
            int used;
            lock (gate)
            {
                used = waits.Count + 1;
                if (polled.Length < used) polled = new Libc.PollDescriptor[used * 2];
                for (var i = 1; i < used; i++) polled[i] = new() { Descriptor = waits[i - 1].Descriptor, Events = waits[i - 1].Events };
            }
            polled[0] = new() { Descriptor = (int)wake.DangerousGetHandle(), Events = Libc.POLLIN };
            if (Libc.poll(polled.AsSpan(0, used), (nuint)used, -1) < 0) continue;      // interrupted by a signal

            if (polled[0].Happened != 0) Libc.read(wake, ref count[0], 8);
            for (var i = 1; i < used; i++)
            {
                var (descriptor, events) = (polled[i].Descriptor, polled[i].Events);
                if (polled[i].Happened != 0) Complete(w => w.Descriptor == descriptor && w.Events == events);
            }
        }
    }

    void Complete(Predicate<Wait> which)
    {
        List<Wait> done;
        lock (gate)
        {
            done = waits.FindAll(which);
            waits.RemoveAll(which);
        }
        foreach (var wait in done) wait.Done.TrySetResult();
    }

    void Wake()
    {
        ReadOnlySpan<byte> one = BitConverter.GetBytes(1L);
        Libc.write(wake, in one[0], 8);       // a full counter means that a wake-up is pending already
    }

    sealed class Wait(int descriptor, short events)
    {
        public int Descriptor => descriptor;
        public short Events => events;
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
