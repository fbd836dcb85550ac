using MeshEvents.Kernel;

namespace MeshEvents.Store;

/// <summary>A tenant's row of one view.</summary>
readonly record struct RowKey(string Tenant, Guid Id);

/// <summary>One row while events are folded into it.</summary>
sealed class RowSlot(object? before, long revision)
{
    public object? Before { get; } = before;
    /// <summary>The revision it was read at; 0 = it was not there.</summary>
    public long Revision { get; } = revision;
    public object? Row { get; set; } = before;
    public bool Changed { get; set; }
    /// <summary>The last event that changed it; null inside a commit.</summary>
    public long LastSequence { get; set; }
}

/// <summary>Folds events into rows in memory: the one way a view is ever computed, inline, live, rebuilt or as of a moment.</summary>
sealed class RowFold(IView view)
{
    readonly Dictionary<RowKey, RowSlot> slots = [];
    (Guid Id, string Key) tenant = (Guid.Empty, TenantKey.Installation);

    public IView View => view;

    public IEnumerable<KeyValuePair<RowKey, RowSlot>> Changed => slots.Where(s => s.Value.Changed);

    public IEnumerable<KeyValuePair<RowKey, RowSlot>> All => slots;

    public void Loaded(RowKey key, object row, long revision) => slots[key] = new(row, revision);

    /// <summary>All rows an event touches change, or, when the fold throws, none.</summary>
    /// <param name="sequence">0 inside a commit, where it is not known.</param>
    public void Apply(IEvent e, long sequence)
    {
        if (tenant.Id != e.Tenant) tenant = (e.Tenant, TenantKey.Of(e.Tenant));
        if (view.IsSingleStream)
        {
            if (!view.Wants(e.Data.GetType())) return;
            var slot = SlotOf(new(tenant.Key, e.StreamId));
            Put(slot, view.Fold(slot.Row, e.StreamId, e), sequence);
            return;
        }
        var folded = view.KeysOf(e).Select(id => (Slot: SlotOf(new(tenant.Key, id)), Id: id)).Select(k => (k.Slot, After: view.Fold(k.Slot.Row, k.Id, e))).ToArray();
        foreach (var (slot, after) in folded) Put(slot, after, sequence);
    }

    static void Put(RowSlot slot, object? after, long sequence)
    {
        if (!ReferenceEquals(after, slot.Row)) (slot.Row, slot.Changed, slot.LastSequence) = (after, true, sequence);
    }

    RowSlot SlotOf(RowKey key)
    {
        if (!slots.TryGetValue(key, out var slot)) slots[key] = slot = new(null, 0);
        return slot;
    }
}
