using System.Globalization;
using MeshEvents.Agent.Platform.Files;

namespace MeshEvents.Agent.Channels.Files;

/// <summary>What a file is called until it is whole: <c>.&lt;name&gt;.&lt;transfer&gt;.part</c>, in the folder of its target so that the last step is one rename.</summary>
static class PartName
{
    public static string Beside(IFileSystem files, string target, Guid transfer)
    {
        var cut = target.LastIndexOfAny(['/', '\\']);
        var (folder, name) = (cut <= 0 ? "/" : target[..cut], target[(cut + 1)..]);
        var id = transfer.ToString("N", CultureInfo.InvariantCulture);
        return files.In(folder, $".{name}.{id}.part") ?? files.In(folder, $".{id}.part")!;        // the name alone may be as long as names can be
    }
}
