using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;

namespace MeshEvents.Identity;

[About(AboutSlot.User)]
public sealed record User : IAggregate<User>
{
    public uint SiteRights { get; init; }
    public DateTimeOffset? PausedUntil { get; init; }

    public bool Administrator => SiteRights == Rights.Full;

    public static User Evolve(User user, Fact fact) => fact switch
    {
        UserCreated e       => user with { SiteRights = e.SiteRights },
        SiteRightsChanged e => user with { SiteRights = e.To },
        AccountPaused e     => user with { PausedUntil = e.Until },
        PasswordChanged     => user with { PausedUntil = null },
        _                   => user,
    };
}

/// <summary>One sign-in of one person.</summary>
public sealed record Login : IAggregate<Login>
{
    public UserId UserId { get; init; }

    /// <summary>Null while it goes on.</summary>
    public LoginEnded? End { get; init; }
    public bool Ended => End is not null;

    public static Login Evolve(Login login, Fact fact) => fact switch
    {
        LoginStarted e => login with { UserId = e.UserId },
        LoginEnded e   => login with { End = e },
        _              => login,
    };
}

/// <summary>A person's right for a program to act for them.</summary>
public sealed record Token : IAggregate<Token>, IKnowsAbout
{
    public UserId UserId { get; init; }
    public bool Ended { get; init; }

    public About About => new(User: UserId.Value);

    public static Token Evolve(Token token, Fact fact) => fact switch
    {
        TokenCreated e => token with { UserId = e.UserId },
        TokenEnded     => token with { Ended = true },
        _              => token,
    };
}

/// <summary>What MeshCentral calls a domain.</summary>
public sealed record Tenant : IAggregate<Tenant>
{
    public bool SetUp { get; init; }

    public static Tenant Evolve(Tenant tenant, Fact fact) => fact is SetUpFinished ? tenant with { SetUp = true } : tenant;
}

/// <summary>Who may do what on one device group: the part of the group's stream that Identity owns.</summary>
[About(AboutSlot.Group)]
public sealed record GroupAccess : IAggregate<GroupAccess>
{
    public IReadOnlyDictionary<UserId, uint> People { get; init; } = new Dictionary<UserId, uint>();
    public bool Deleted { get; init; }

    public uint Of(UserId user) => People.GetValueOrDefault(user);

    /// <summary>Can anybody but this person manage the people of the group?</summary>
    public bool IsManagedWithout(UserId user) => People.Any(p => p.Key != user && Rights.Holds(p.Value, Contracts.Devices.GroupPermissions.ManagePeople.Name));

    public static GroupAccess Evolve(GroupAccess access, Fact fact) => fact switch
    {
        GroupRightsGiven e             => access with { People = new Dictionary<UserId, uint>(access.People) { [e.UserId] = e.To } },
        GroupRightsTaken e             => access with { People = access.People.Where(p => p.Key != e.UserId).ToDictionary() },
        Contracts.Devices.GroupDeleted => access with { Deleted = true, People = new Dictionary<UserId, uint>() },
        _                              => access,
    };
}
