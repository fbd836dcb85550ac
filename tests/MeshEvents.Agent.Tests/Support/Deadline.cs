namespace MeshEvents.Agent.Tests.Support;

/// <summary>Waits for a condition, never for a time; a test that waits too long fails with what it waited for.</summary>
static class Deadline
{
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(20);

    public static async Task<T> Within<T>(Task<T> task, string what)
    {
        await Within((Task)task, what);
        return await task;
    }

    public static async Task Within(Task task, string what)
    {
        try
        {
            await task.WaitAsync(Time);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Time.TotalSeconds} s for {what}.");
        }
    }

    public static Task Until(Func<bool> condition, string what) => Until(() => Task.FromResult(condition()), what);

    public static async Task Until(Func<Task<bool>> condition, string what)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        using var late = new CancellationTokenSource(Time);
        try
        {
            while (!await condition()) await look.WaitForNextTickAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Waited {Time.TotalSeconds} s for {what}.");
        }
    }
}
