namespace MeshEvents.Identity.Access;

/// <summary>The tenant whose administrators operate the installation: the first one. Set once, when the tenants are known.</summary>
public sealed class Operators
{
    public Guid Tenant { get; set; }
}
