using System.Text.Json;
using MeshEvents.Kernel;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>
/// Everything a slice may read, for one asking. Tenant and rights are filtered here and nowhere else. With a time, the same questions are
/// answered as of that moment.
/// </summary>
public sealed partial class Reads(EventStore store, IScopes scopes, IServiceProvider services, Actor by, DateTimeOffset? asOf = null, CancellationToken stop = default)
{
    readonly List<(Guid Stream, long Version)> seen = [];
    long? moment;

    public Guid Tenant => by.Tenant;
    public Actor By => by;
    public DateTimeOffset? AsOf => asOf;
    public CancellationToken Stop => stop;

    /// <summary>The sequence number of the event that this asking itself left, for a query that is recorded.</summary>
    public long? RecordedAs { get; init; }

    /// <summary>Aggregates looked at so far: the commit is stale when one of them has moved.</summary>
    public IReadOnlyList<(Guid Stream, long Version)> Seen => seen;

    /// <summary>The last event of the moment asked for; null when it is now.</summary>
    public async Task<long?> SequenceAsync() =>
        asOf is { } time ? moment ??= await store.Moments.SequenceAtAsync(time, stop) : null;

    /// <summary>One row of a view; it may be a moment old unless the view is inline. Rights on it are the caller's need, checked before.</summary>
    public async Task<T?> RowAsync<T>(IId id) where T : class
    {
        var view = store.Projections.Of(typeof(T));
        if (await SequenceAsync() is { } sequence) return (T?)await store.Past.RowAsync(view, Tenant, id.Value, sequence, stop);
        await using var connection = await store.Database.App.OpenConnectionAsync(stop);
        var data = await connection.ScalarAsync<string>(
            $"select data::text from {store.Projections.TableOf(view).Qualified} where tenant_id = $1 and id = $2", stop, TenantKey.Of(Tenant), id.Value);
        return data is null ? null : JsonSerializer.Deserialize<T>(data, Json.Web);
    }

    /// <summary>An aggregate a decision looks at: checked again when it commits.</summary>
    public async Task<T?> AggregateAsync<T>(IId id) where T : class, IAggregate<T>, new()
    {
        if (await Load<T>(id.Value) is not var (state, version)) return null;
        seen.Add((id.Value, version));
        return state;
    }

    /// <summary>State and version of one stream, without a promise that it stays so.</summary>
    public async Task<(T State, long Version)?> Load<T>(Guid stream) where T : class, IAggregate<T>, new() =>
        await store.AggregateAsync<T>(Tenant, stream, await SequenceAsync(), stop);

    /// <summary>One page of a view's rows that the actor may see.</summary>
    /// <param name="visible">The permission that makes a row visible.</param>
    /// <param name="after">The cursor of the page before; null = from the start.</param>
    /// <param name="orderBy">One of the view's columns.</param>
    /// <param name="where">A condition over the view's columns; holes become parameters, a hole that is <see cref="Sql"/> is spliced.</param>
    /// <exception cref="ArgumentException">The cursor is none of this list.</exception>
    public async Task<Page<T>> PageAsync<T, TId>(
        Permission<TId> visible, string? after, int take, string orderBy, FormattableString where, bool descending = false)
        where T : class where TId : struct, IId =>
        await (await ListAsync<T>(visible.Name)).PageAsync(store.Database.App, after, take, orderBy, where, descending, stop);

    /// <summary>All rows the actor may see; for small sets.</summary>
    public async Task<IReadOnlyList<T>> RowsAsync<T, TId>(Permission<TId> visible, FormattableString where) where T : class where TId : struct, IId =>
        await (await ListAsync<T>(visible.Name)).RowsAsync(store.Database.App, where, stop);

    async Task<ListQuery<T>> ListAsync<T>(string permission) where T : class => await ListAsync<T>(await scopes.ScopeAsync(by, permission, stop));

    async Task<ListQuery<T>> ListAsync<T>(Scope scope) where T : class
    {
        var view = store.Projections.Of(typeof(T));
        var table = store.Projections.TableOf(view);
        var from = await SequenceAsync() is { } sequence ? await store.Past.TableAsync(view, Tenant, sequence, stop) : table.Qualified;
        return new(table, view, from, Tenant, scope);
    }

    /// <summary>How far a permission of the actor reaches, for a statement of the module's own.</summary>
    public ValueTask<Scope> ScopeAsync<TId>(Permission<TId> visible) where TId : struct, IId => scopes.ScopeAsync(by, visible.Name, stop);

    /// <summary>A statement over the module's own tables. Nothing is added: it must name the tenant itself.</summary>
    public async Task<IReadOnlyList<T>> SqlAsync<T>(FormattableString sql, Func<NpgsqlDataReader, T> read)
    {
        var writer = new SqlWriter();
        var text = writer.Write(sql);
        await using var batch = store.Database.App.CreateBatch();
        batch.BatchCommands.Add(writer.Command(text));
        await using var reader = await batch.ExecuteReaderAsync(stop);
        var rows = new List<T>();
        while (await reader.ReadAsync(stop)) rows.Add(read(reader));
        return rows;
    }

    /// <summary>Waits until a view or subscription has taken in the event that this asking left, and with it all that came before.</summary>
    /// <exception cref="TimeoutException">It is behind: paused, or being rebuilt.</exception>
    public Task CaughtUpAsync(string shardOrView, TimeSpan patience) => RecordedAs is { } own ? store.WaitForAsync(shardOrView, own, patience) : Task.CompletedTask;

    /// <summary>A secret that a decision kept. Never of an earlier moment.</summary>
    public Task<Secret?> SecretAsync(string kind, IId of) => store.SecretAsync(Tenant, kind, of.Value, stop);

    /// <summary>A module's one contract interface, to ask something that is only true now.</summary>
    public T Ask<T>() where T : notnull =>
        (T)(services.GetService(typeof(T)) ?? throw new InvalidOperationException($"Nobody answers for {typeof(T).Name}."));
}
