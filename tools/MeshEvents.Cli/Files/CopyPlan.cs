using MeshEvents.Wire.Files;

namespace MeshEvents.Cli.Files;

/// <summary>What there is to do: the files, with every folder they go to already made, and what cannot be copied.</summary>
sealed class CopyPlan
{
    public const int MostDepth = 256;

    public List<CopyItem> Items { get; } = [];
    public List<CopyResult> Left { get; } = [];

    /// <summary>Bytes in all; null when a size is not known.</summary>
    public long? Total => Items.TrueForAll(i => i.Size is not null) ? Items.Sum(i => i.Size!.Value) : null;

    public void Leave(string from, string why) => Left.Add(new(from, "", CopyOutcome.Left, Why: why));

    public void Fail(string from, string to, string why) => Left.Add(new(from, to, CopyOutcome.Failed, Why: why));

    public static MeshException IsFolder(string path) => new(Exit.Usage, $"{Output.Plain.Line(path)} is a folder.", "mesh cp -r");
}

/// <summary>Plans a copy from here to the device.</summary>
sealed class UploadPlan(DeviceFiles device, CopyRules rules, bool recursive)
{
    readonly CopyPlan plan = new();

    /// <exception cref="MeshException">The sources and the target do not fit together.</exception>
    public async Task<CopyPlan> MakeAsync(IReadOnlyList<string> sources, Endpoint target, CancellationToken stop)
    {
        var there = await device.FindAsync(target.Path, stop);
        if (there is not { Kind: FileKind.Folder } && (sources.Count > 1 || target.SaysFolder))
            throw new MeshException(Exit.Refused, $"{Output.Plain.Line(target.Path)} is no folder on the device.", "make it, or name one that is there");
        foreach (var source in sources)
        {
            var kind = LocalFiles.KindOf(source, follow: true);
            if (kind is LocalKind.Nothing) throw new MeshException(Exit.Refused, $"There is no file {Output.Plain.Line(source)} here.");
            if (kind is LocalKind.Folder && !recursive) throw CopyPlan.IsFolder(source);
            var own = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source)));
            if (own.Length == 0) throw new MeshException(Exit.Usage, "A whole disk has no name to copy it under. Name the folders in it.");
            var (folder, name) = there is { Kind: FileKind.Folder } ? (target.Path, LocalFiles.ToWire(own)) : Endpoint.Split(target.Path);
            if (kind is LocalKind.Folder) await AddFolderAsync(source, Endpoint.Join(folder, name), 0, stop);
            else if (kind is LocalKind.File) AddFile(new(source), folder, name, fresh: false);
            else throw new MeshException(Exit.Refused, $"{Output.Plain.Line(source)} is a device, pipe or socket, and no file.");
        }
        return plan;
    }

    async Task AddFolderAsync(string source, string target, int depth, CancellationToken stop)
    {
        bool fresh;
        try
        {
            if (target.Length > FileLimits.Path || depth > CopyPlan.MostDepth) throw new DeviceRefusal(FailureCodes.Refused, "The path is too long.");
            fresh = await device.MakeFolderAsync(target, stop);
        }
        catch (DeviceRefusal e)
        {
            plan.Fail(source, target, e.Message);
            return;
        }
        foreach (var path in Inside(source))
        {
            stop.ThrowIfCancellationRequested();
            var name = LocalFiles.ToWire(Path.GetFileName(path));
            switch (LocalFiles.KindOf(path, follow: false))
            {
                case LocalKind.Folder: await AddFolderAsync(path, Endpoint.Join(target, name), depth + 1, stop); break;
                case LocalKind.File: AddFile(new(path), target, name, fresh); break;
                case LocalKind.Link: plan.Leave(path, "It is a link."); break;
                case LocalKind.Nothing: plan.Fail(path, "", "It went away, or its name is no text."); break;
                default: plan.Leave(path, "It is a device, pipe or socket."); break;
            }
        }
    }

    IReadOnlyList<string> Inside(string folder)
    {
        try { return [.. Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal)]; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            plan.Fail(folder, "", e.Message);
            return [];
        }
    }

    void AddFile(FileInfo file, string folder, string name, bool fresh)
    {
        if (folder.Length > FileLimits.Path || name.Length > FileLimits.Name) plan.Fail(file.FullName, folder, "The path is too long.");
        else plan.Items.Add(new(file.FullName, folder, name, file.Length, file.LastWriteTimeUtc, rules.KeepRights && !OperatingSystem.IsWindows() ? (int)file.UnixFileMode & FileLimits.Mode : null, fresh));
    }
}

/// <summary>Plans a copy from the device to here.</summary>
sealed class DownloadPlan(DeviceFiles device, CopyRules rules, bool recursive)
{
    readonly CopyPlan plan = new();

    /// <exception cref="MeshException">The sources and the target do not fit together.</exception>
    public async Task<CopyPlan> MakeAsync(IReadOnlyList<string> sources, Endpoint target, CancellationToken stop)
    {
        var isFolder = LocalFiles.KindOf(target.Path, follow: true) is LocalKind.Folder;
        if (!isFolder && (sources.Count > 1 || target.SaysFolder)) throw new MeshException(Exit.Refused, $"There is no folder {Output.Plain.Line(target.Path)} here.", $"mkdir {Output.Plain.Line(target.Path)}");
        foreach (var source in sources)
        {
            var found = await device.FindAsync(source, stop) ?? throw new MeshException(Exit.Refused, $"There is no {Output.Plain.Line(EscapedName.Show(source))} on the device.");
            if (found.Kind is FileKind.Folder && !recursive) throw CopyPlan.IsFolder(source);
            var own = Endpoint.Split(source).Name;
            if (own.Length == 0 || LocalFiles.FromWire(own) is not { } name) throw new MeshException(Exit.Usage, $"{Output.Plain.Line(source)} has no name to copy it under here.");
            var goal = Path.GetFullPath(isFolder ? Path.Combine(target.Path, name) : target.Path);
            if (found.Kind is FileKind.Folder) await AddFolderAsync(source, goal, 0, stop);
            else if (found.Kind is FileKind.File) AddFile(source, found, Path.GetDirectoryName(goal)!, Path.GetFileName(goal), fresh: false);
            else throw new MeshException(Exit.Refused, $"{Output.Plain.Line(source)} is a device, pipe or socket, and no file.");
        }
        return plan;
    }

    async Task AddFolderAsync(string source, string goal, int depth, CancellationToken stop)
    {
        var fresh = !Path.Exists(goal);
        IReadOnlyList<ListedFile> inside;
        try
        {
            if (depth > CopyPlan.MostDepth) throw new IOException("Folders lie in each other too deep.");
            Directory.CreateDirectory(goal);
            inside = await device.ListAsync(source, stop);
        }
        catch (Exception e) when (e is DeviceRefusal or IOException or UnauthorizedAccessException)
        {
            plan.Fail(source, goal, e.Message);
            return;
        }
        foreach (var one in inside)
        {
            var path = Endpoint.Join(source, one.Name);
            if (one.Link is not null) plan.Leave(path, "It is a link.");
            else if (LocalFiles.FromWire(one.Name) is not { } name) plan.Fail(path, goal, "This system has no such name.");
            else if (one.Kind is FileKind.Folder) await AddFolderAsync(path, Path.Combine(goal, name), depth + 1, stop);
            else if (one.Kind is FileKind.File) AddFile(path, one, goal, name, fresh);
            else plan.Leave(path, "It is a device, pipe or socket.");
        }
    }

    void AddFile(string source, ListedFile file, string folder, string name, bool fresh) =>
        plan.Items.Add(new(source, folder, name, file.Link is null ? file.Size : null, file.Modified, rules.KeepRights && file.Mode is { } mode ? mode & FileLimits.Mode : null, fresh));
}
