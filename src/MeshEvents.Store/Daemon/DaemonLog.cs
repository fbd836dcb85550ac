using Microsoft.Extensions.Logging;

namespace MeshEvents.Store;

static partial class DaemonLog
{
    [LoggerMessage(Level = LogLevel.Critical, Message = "Projection {Shard} is paused at event {Sequence} ({Type}): nothing is lost, nothing goes on until this is mended")]
    public static partial void ShardPaused(this ILogger log, string shard, long? sequence, string? type, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Projection {Shard} waits for the database")]
    public static partial void ShardDelayed(this ILogger log, string shard, Exception cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "This process runs the projections of the database")]
    public static partial void DaemonTook(this ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The projections lost their connection and start again")]
    public static partial void DaemonLost(this ILogger log, Exception cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rebuilding {View}: events up to {Mark}")]
    public static partial void RebuildStarted(this ILogger log, string view, long mark);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rebuilt {View}: {Rows} rows")]
    public static partial void RebuildEnded(this ILogger log, string view, long rows);

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener of the live feed failed on {View} {Key}")]
    public static partial void PushFailed(this ILogger log, string view, Guid key, Exception cause);
}
