namespace MeshEvents.Kernel;

/// <summary>What an actor must hold. Built from the command alone.</summary>
public abstract record Need
{
    public static readonly Need Anyone = new Open();
    public static readonly Need SignedIn = new AnyAccount();
    /// <summary>Signed in by oneself: a token may not do this for its owner.</summary>
    public static readonly Need InPerson = new OwnSignIn();
    /// <summary>Only the server itself asks this.</summary>
    public static readonly Need Inside = new SystemOnly();
    /// <summary>Only a device's own connection asks this.</summary>
    public static readonly Need Agent = new AgentOnly();

    public static Need operator &(Need left, Need right) => new Both(left, right);

    public sealed record Open : Need;
    public sealed record AnyAccount : Need;
    public sealed record OwnSignIn : Need;
    public sealed record SystemOnly : Need;
    public sealed record AgentOnly : Need;
    /// <param name="Of">The kind of id the permission is about, for example <c>DeviceId</c>.</param>
    public sealed record Right(string Permission, Type Of, Guid? Target, bool Everywhere = false) : Need;
    public sealed record Both(Need First, Need Second) : Need;

    /// <summary>The thing the need is on; a command's stream unless it says another one.</summary>
    public Guid? On => this switch { Right r => r.Target, Both b => b.First.On ?? b.Second.On, _ => null };

    public IEnumerable<Right> Rights => this switch { Right r => [r], Both b => b.First.Rights.Concat(b.Second.Rights), _ => [] };
}

/// <summary>Something one may be allowed to do, <c>module:verb</c>; it knows which kind of id it is about.</summary>
public sealed record Permission<TId>(string Name) where TId : struct, IId
{
    public Need On(TId id) => new Need.Right(Name, typeof(TId), id.Value);
    /// <summary>Held for at least one thing: lists, whose rows are filtered anyway.</summary>
    public Need Somewhere => new Need.Right(Name, typeof(TId), null);
    /// <summary>Held for the whole tenant.</summary>
    public Need Everywhere => new Need.Right(Name, typeof(TId), null, true);
}
