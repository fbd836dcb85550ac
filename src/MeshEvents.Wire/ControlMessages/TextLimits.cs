namespace MeshEvents.Wire.ControlMessages;

/// <summary>How long texts and lists of a control message may be: UTF-16 units, entries. What is longer is cut.</summary>
public static class TextLimits
{
    public const int Name = 256, Line = 1024, Address = 8 * 1024, Users = 256, Interfaces = 256, AddressesEach = 64, Shells = 32;
}
