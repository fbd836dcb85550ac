using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace MeshEvents.Agent.Platform.Windows;

/// <summary>Private means: the agent's user, SYSTEM and administrators; nothing inherited from above. Files get it from their folder.</summary>
[SupportedOSPlatform("windows")]
sealed class WindowsPrivateFiles : IPrivateFiles
{
    public void CreateFolder(string path)
    {
        var security = new DirectorySecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        using var user = WindowsIdentity.GetCurrent();
        IdentityReference[] trusted =
        [
            user.User!,
            new SecurityIdentifier(WellKnownSidType.LocalSystemSid, null),
            new SecurityIdentifier(WellKnownSidType.BuiltinAdministratorsSid, null),
        ];
        foreach (var who in trusted)
            security.AddAccessRule(new(who, FileSystemRights.FullControl, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit, PropagationFlags.None, AccessControlType.Allow));

        var folder = Directory.CreateDirectory(path);
        folder.SetAccessControl(security);
    }

    public void Write(string path, ReadOnlySpan<byte> content)
    {
        var fresh = path + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(fresh, path, overwrite: true);
    }

    public void MakeProgram(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException("There is no such program.", path);      // a file's name alone makes it one here
    }
}
