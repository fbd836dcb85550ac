using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Identity;
using MeshEvents.Contracts.Sessions;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Views;

/// <summary>A person. <see cref="NameKey"/> is the lower-case name, unique in the tenant.</summary>
public sealed record UserRow(UserId Id, string Name, string NameKey, string? Email, uint SiteRights, DateTimeOffset? PausedUntil, long Version)
{
    public bool Administrator => SiteRights == Rights.Full;

    public static UserRow? Evolve(UserRow? row, IEvent e) => e.Data switch
    {
        UserCreated x       => new(new(e.StreamId), x.Name.Value ?? "(erased)", KeyOf(x.Name.Value ?? e.StreamId.ToString()), x.Email?.Value, x.SiteRights, null, e.Version),
        SiteRightsChanged x => row! with { SiteRights = x.To, Version = e.Version },
        AccountPaused x     => row! with { PausedUntil = x.Until, Version = e.Version },
        PasswordChanged     => row! with { PausedUntil = null, Version = e.Version },
        _                   => row,
    };

    public static string KeyOf(string name) => name.Trim().ToLowerInvariant();

    internal static void Map(Projections projections) => projections.SingleStream<UserRow>(Evolve)
        .Of(typeof(UserCreated), typeof(SiteRightsChanged), typeof(AccountPaused), typeof(PasswordChanged))
        .Columns("name", "name_key").Inline().Unique("identity.name-taken", "name_key");
}

/// <summary>A sign-in that goes on. It is removed when it ends: the history keeps it.</summary>
public sealed record LoginRow(LoginId Id, UserId UserId, string Address, string Client)
{
    public static LoginRow? Evolve(LoginRow? row, IEvent e) => e.Data switch
    {
        LoginStarted x => new(new(e.StreamId), x.UserId, x.Address.Value ?? "", x.Client.Value ?? ""),
        LoginEnded     => null,
        _              => row,
    };

    internal static void Map(Projections projections) => projections.SingleStream<LoginRow>(Evolve)
        .Of(typeof(LoginStarted), typeof(LoginEnded)).Columns("user_id").Inline();
}

/// <summary>A token that goes on. It is removed when it ends: the history keeps it.</summary>
public sealed record TokenRow(TokenId Id, UserId UserId, string Name, uint Rights, DateTimeOffset ExpiresAt)
{
    public static TokenRow? Evolve(TokenRow? row, IEvent e) => e.Data switch
    {
        TokenCreated x => new(new(e.StreamId), x.UserId, x.Name.Value ?? "(erased)", x.Rights, x.ExpiresAt),
        TokenEnded     => null,
        _              => row,
    };

    internal static void Map(Projections projections) => projections.SingleStream<TokenRow>(Evolve)
        .Of(typeof(TokenCreated), typeof(TokenEnded)).Columns("user_id").Inline();
}

/// <summary>Who holds which bits on a group. Inline: the very next request must see a right that was taken.</summary>
public sealed record GroupPeople(GroupId Id, IReadOnlyDictionary<UserId, uint> People)
{
    public static GroupPeople? Evolve(GroupPeople? row, IEvent e) => e.Data switch
    {
        GroupRightsGiven x => (row ?? new(new(e.StreamId), new Dictionary<UserId, uint>())) is var now ? now with { People = new Dictionary<UserId, uint>(now.People) { [x.UserId] = x.To } } : null,
        GroupRightsTaken x => row is null ? null : row with { People = row.People.Where(p => p.Key != x.UserId).ToDictionary() },
        GroupDeleted       => null,
        _                  => row,
    };

    internal static void Map(Projections projections) => projections.SingleStream<GroupPeople>(Evolve)
        .Of(typeof(GroupRightsGiven), typeof(GroupRightsTaken), typeof(GroupDeleted)).Inline();
}

/// <summary>Where rights on a thing come from: a device's, code's or session's group.</summary>
/// <param name="Device">Set for a session: its rights are those on the device as it is now.</param>
public sealed record Home(Guid Id, GroupId? Group, DeviceId? Device)
{
    public static Home? Evolve(Home? row, IEvent e) => e.Data switch
    {
        DeviceEnrolled x       => new(e.StreamId, x.GroupId, null),
        DeviceMoved x          => row! with { Group = x.To },
        EnrolmentCodeCreated x => new(e.StreamId, x.GroupId, null),
        SessionRequested x     => new(e.StreamId, null, x.DeviceId),
        _                      => row,
    };

    internal static void Map(Projections projections) => projections.SingleStream<Home>(Evolve)
        .Of(typeof(DeviceEnrolled), typeof(DeviceMoved), typeof(EnrolmentCodeCreated), typeof(SessionRequested)).Inline();
}
