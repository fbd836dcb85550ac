namespace MeshEvents.Testing;

/// <summary>Waits for a condition, never for a time; a test that waits too long fails with what it waited for.</summary>
public static class Waiting
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<T> Within<T>(this Task<T> task, string what, TimeSpan? patience = null)
    {
        await Within((Task)task, what, patience);
        return await task;
    }

    public static async Task Within(this Task task, string what, TimeSpan? patience = null)
    {
        try { await task.WaitAsync(patience ?? Patience); }
        catch (TimeoutException) when (!task.IsCompleted) { throw new TimeoutException($"Waited {patience ?? Patience} for {what}."); }
    }

    public static Task Until(Func<bool> condition, string what) => Until(() => Task.FromResult(condition()), what);

    public static async Task Until(Func<Task<bool>> condition, string what)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var late = new CancellationTokenSource(Patience);
        try
        {
            while (!await condition()) await look.WaitForNextTickAsync(late.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested) { throw new TimeoutException($"Waited {Patience.TotalSeconds} s for {what}."); }
    }

    /// <summary>The first value that is there.</summary>
    public static async Task<T> For<T>(Func<Task<T?>> value, string what) where T : class
    {
        T? found = null;
        await Until(async () => (found = await value()) is not null, what);
        return found!;
    }
}
