using MeshEvents.Kernel;

namespace MeshEvents.Contracts.Identity;

[About(AboutSlot.User)]
public readonly record struct UserId(Guid Value) : IId { public override string ToString() => Value.ToString(); }

/// <summary>One sign-in of one person: what a cookie names.</summary>
public readonly record struct LoginId(Guid Value) : IId { public override string ToString() => Value.ToString(); }

/// <summary>A long-lived right of one person's programs to act for them.</summary>
public readonly record struct TokenId(Guid Value) : IId { public override string ToString() => Value.ToString(); }

/// <summary>A tenant is what MeshCentral calls a domain.</summary>
public readonly record struct TenantId(Guid Value) : IId { public override string ToString() => Value.ToString(); }
