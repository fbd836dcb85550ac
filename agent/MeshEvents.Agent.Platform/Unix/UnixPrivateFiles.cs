using System.Runtime.Versioning;

namespace MeshEvents.Agent.Platform.Unix;

/// <summary>Private means mode 0700 for folders and 0600 for files.</summary>
[UnsupportedOSPlatform("windows")]
sealed class UnixPrivateFiles : IPrivateFiles
{
    const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;
    const UnixFileMode Program = OwnerFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public void CreateFolder(string path)
    {
        Directory.CreateDirectory(path, OwnerFolder);
        File.SetUnixFileMode(path, OwnerFolder);      // it may have been there before
    }

    public void Write(string path, ReadOnlySpan<byte> content)
    {
        var fresh = path + ".new";
        File.Delete(fresh);                           // a left-over might have wider rights, which opening would keep
        using (var file = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerFile }))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(fresh, path, overwrite: true);
    }

    public void MakeProgram(string path) => File.SetUnixFileMode(path, Program);
}
