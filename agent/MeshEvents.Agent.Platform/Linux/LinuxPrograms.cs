using MeshEvents.Agent.Platform.Programs;

namespace MeshEvents.Agent.Platform.Linux;

/// <summary>The shells that commands may be run with, the preferred one first, and how each is handed its text.</summary>
sealed class LinuxPrograms : IPrograms
{
    static readonly (string Name, string[] Places)[] known =
    [
        ("bash", ["/bin/bash", "/usr/bin/bash"]), ("sh", ["/bin/sh"]), ("powershell", ["/usr/bin/pwsh", "/usr/local/bin/pwsh", "/opt/microsoft/powershell/7/pwsh", "/snap/bin/pwsh"]),
    ];

    public IReadOnlyList<ShellPlace> Shells() =>
        [.. from shell in known let place = shell.Places.FirstOrDefault(File.Exists) where place is not null select new ShellPlace(shell.Name, place)];

    public IProgram Start(ProgramStart start) => LinuxProgram.Start(start);

    public static IEnumerable<string> Arguments(string shell) => shell is "powershell" ? ["-NoProfile", "-NonInteractive", "-Command"] : ["-c"];
}
