namespace MeshEvents.Store;

/// <summary>How a tenant stands in the tables: its Guid as text; <c>*DEFAULT*</c> (Marten's word for none) is the installation itself.</summary>
public static class TenantKey
{
    public const string Installation = "*DEFAULT*";

    public static string Of(Guid tenant) => tenant == Guid.Empty ? Installation : tenant.ToString();

    public static Guid Parse(string text) => text == Installation ? Guid.Empty : Guid.Parse(text);
}
