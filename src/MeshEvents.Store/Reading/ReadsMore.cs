using MeshEvents.Kernel;

namespace MeshEvents.Store;

/// <summary>One value of a column and how many rows have it.</summary>
public sealed record Facet(string Value, long Count);

public sealed partial class Reads
{
    /// <summary>The tenant as it stands in every table.</summary>
    public string TenantText => TenantKey.Of(Tenant);

    /// <summary>A stream that <see cref="Load{T}"/> gave matters to the decision after all: checked again at the commit.</summary>
    public void Look(IId stream, long version) => seen.Add((stream.Value, version));

    /// <summary>Rows of the tenant whoever asks, for look-ups by a key: their rights are the caller's need, checked before.</summary>
    public async Task<IReadOnlyList<T>> RowsAsync<T>(FormattableString where) where T : class =>
        await (await ListAsync<T>(Scope.Everything)).RowsAsync(store.Database.App, where, stop);

    /// <summary>A page of all the tenant's rows: for lists whose need is on the tenant itself.</summary>
    public async Task<Page<T>> PageOfAllAsync<T>(string? after, int take, string orderBy, FormattableString where, bool descending = false) where T : class =>
        await (await ListAsync<T>(Scope.Everything)).PageAsync(store.Database.App, after, take, orderBy, where, descending, stop);

    /// <summary>How many rows the actor may see.</summary>
    public async Task<long> CountAsync<T, TId>(Permission<TId> visible, FormattableString where) where T : class where TId : struct, IId =>
        await (await ListAsync<T>(visible.Name)).CountAsync(store.Database.App, where, stop);

    /// <summary>For each column its most frequent values among the rows the actor may see; a list column counts each of its values.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<Facet>>> FacetsAsync<T, TId>(Permission<TId> visible, FormattableString where, IReadOnlyList<string> columns)
        where T : class where TId : struct, IId =>
        await (await ListAsync<T>(visible.Name)).FacetsAsync(store.Database.App, where, columns, stop);
}
