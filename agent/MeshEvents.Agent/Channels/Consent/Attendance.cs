using System.Globalization;
using MeshEvents.Agent.Platform.Desktop;

namespace MeshEvents.Agent.Channels.Consent;

/// <summary>Who is at this device from elsewhere now, as the bar on its screen shows it; the person there can end each of them.</summary>
public sealed class Attendance
{
    readonly INotices notices;
    readonly TimeProvider time;
    readonly Lock gate = new();
    readonly List<Visit> visits = [];

    public Attendance(INotices notices, TimeProvider time)
    {
        (this.notices, this.time) = (notices, time);
        notices.EndWanted += End;
    }

    sealed record Visit(Guid Id, string Text, Action End) : IDisposable
    {
        public Action? Left { get; set; }

        public void Dispose() => Left?.Invoke();
    }

    /// <summary>Stands in the bar until it is disposed.</summary>
    /// <param name="end">The person at the device wants it to end.</param>
    public IDisposable Enter(string name, string kind, Action end)
    {
        var since = time.GetLocalNow().ToString("HH:mm", CultureInfo.InvariantCulture);
        var visit = new Visit(Guid.NewGuid(), $"{name}: {kind} since {since}", end);
        visit.Left = () => Change(() => visits.Remove(visit));
        Change(() => visits.Add(visit));
        return visit;
    }

    void Change(Action change)
    {
        lock (gate)
        {
            change();
            notices.ShowBar([.. visits.Select(v => new BarLine(v.Id, v.Text))]);
        }
    }

    void End(Guid id)
    {
        Visit? meant;
        lock (gate) meant = visits.Find(v => v.Id == id);
        meant?.End();
    }
}
