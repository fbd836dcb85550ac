using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Channels.Consent;
using MeshEvents.Agent.Platform;
using MeshEvents.Agent.State;

namespace MeshEvents.Agent.Install;

/// <summary>The commands that put the agent on a machine, take it off, and say how it is (architecture 13.10).</summary>
sealed class InstalledAgent(IMachine machine, TextWriter to)
{
    const string LibraryName = "meshevents-agent.dll";

    /// <summary>Copies this program and its settings to their places and starts the service.</summary>
    /// <param name="line">What it says of consent and of what may be asked is written into the policy; what it does not say stays.</param>
    public void Install(CommandLine line)
    {
        var places = machine.Service.Places;
        var settings = line.Msh ?? Beside("agent.msh") ?? Beside("meshevents-agent.msh") ?? Installed(places)
            ?? throw new AgentRefusal("Name the settings with --msh FILE, or put agent.msh beside this program.");
        AgentSettings.Load(settings);                                      // says what is wrong with them before anything is changed

        CopyProgram(places.Program);
        machine.Files.CreateFolder(places.State);
        var own = Path.Combine(places.State, StateFolder.SettingsName);
        if (Path.GetFullPath(settings) != own) machine.Files.Write(own, File.ReadAllBytes(settings));

        WritePolicy(Path.Combine(places.State, PolicyFile.FileName), line);

        to.WriteLine($"Program {places.Program}, state {places.State}.");
        foreach (var sentence in machine.Service.Install(places)) to.WriteLine(sentence);
    }

    /// <summary>Sets what the command line names; what else whoever owns the device has written there stays.</summary>
    void WritePolicy(string path, CommandLine line)
    {
        if ((line.Consent ?? line.Allow ?? line.Programs) is null) return;
        try
        {
            var policy = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new AgentRefusal($"{path} must be an object.") : [];
            if (line.Consent is { } consent) policy["consent"] = JsonNode.Parse(ConsentPolicy.MemberOf(consent)!);
            if ((line.Allow ?? line.Programs) is not null)
            {
                var commands = policy["commands"] as JsonObject ?? [];
                if (line.Allow is { } allow) commands["allow"] = CommandPolicy.MemberOf("--allow", allow);
                if (line.Programs is { } programs) commands["programs"] = CommandPolicy.MemberOf("--programs", programs);
                policy["commands"] = commands;
            }
            machine.Files.Write(path, Encoding.UTF8.GetBytes(policy.ToJsonString() + "\n"));
        }
        catch (JsonException e)
        {
            throw new AgentRefusal($"{path} is not JSON: line {e.LineNumber + 1}.");
        }
        if (line.Consent is { } asked) to.WriteLine($"{path} says that the person at this machine is {(asked == "unattended" ? "not asked" : asked == "ask" ? "asked" : "told")}.");
        if (line.Allow is { } named) to.WriteLine($"{path} says that the server may ask for nothing but {named}.");
        if (line.Programs is { } only) to.WriteLine($"{path} says that nothing is run but {only}.");
    }

    /// <summary>Removes service and program; the key and the settings only when the command line says so, as they are who this device is.</summary>
    /// <param name="line">Retired: the server takes this key no more, so it goes too; what whoever owns the device demands stays, for the next installation.</param>
    public void Uninstall(CommandLine line)
    {
        var places = machine.Service.Places;
        foreach (var sentence in machine.Service.Uninstall()) to.WriteLine(sentence);
        var folder = Path.GetDirectoryName(places.Program)!;
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
            to.WriteLine($"Removed {folder}.");
        }
        if (!Directory.Exists(places.State)) return;
        if (line.Retired) Forget(places.State);
        if (line.Purge) Directory.Delete(places.State, recursive: true);
        to.WriteLine(!Directory.Exists(places.State) ? $"Removed {places.State}."
            : line.Retired ? $"Removed all of {places.State} but {PolicyFile.FileName}." : $"Left {places.State} with the device's key; --purge removes it.");
    }

    internal static void Forget(string state)
    {
        foreach (var folder in Directory.GetDirectories(state)) Directory.Delete(folder, recursive: true);
        foreach (var file in Directory.GetFiles(state).Where(f => Path.GetFileName(f) != PolicyFile.FileName)) File.Delete(file);
        if (!Directory.EnumerateFileSystemEntries(state).Any()) Directory.Delete(state);
    }

    public void Status(string? state)
    {
        var folder = state ?? machine.Service.Places.State;
        to.WriteLine($"Service: {machine.Service.Describe()}");
        to.WriteLine($"State:   {folder}");
        if (!Directory.Exists(folder))
        {
            to.WriteLine("Agent:   not set up here");
            return;
        }
        to.WriteLine($"Agent:   {(StateFolder.IsHeld(folder) ? "running" : "not running")}");

        var key = Path.Combine(folder, StateFolder.IdentityName);
        if (File.Exists(key))
        {
            using var identity = AgentIdentity.Load(key);
            to.WriteLine($"Node id: {Wire.MeshIds.MeshIdText.ToText(identity.NodeId)}");
        }
        var settings = AgentSettings.Load(Path.Combine(folder, StateFolder.SettingsName));
        foreach (var server in settings.Servers) to.WriteLine($"Server:  {server.Address}, id {server.ServerId.ToHex()[..16]}…");
    }

    // one file when it is published as one, else the folder with its libraries
    void CopyProgram(string target)
    {
        var folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        var source = Environment.ProcessPath ?? throw new AgentRefusal("The system does not say where this program is.");
        if (Path.GetFullPath(source) == target) return;

        if (File.Exists(Path.Combine(AppContext.BaseDirectory, LibraryName)))
        {
            if (Path.GetFileNameWithoutExtension(source) == "dotnet") throw new AgentRefusal("Install from the program meshevents-agent, not through dotnet.");
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory)) Replace(file, Path.Combine(folder, Path.GetFileName(file)));
        }
        else
        {
            Replace(source, target);
        }
        machine.Files.MakeProgram(target);
    }

    // renamed over the old one: a program that runs cannot be written, but replaced
    static void Replace(string source, string target)
    {
        File.Copy(source, target + ".new", overwrite: true);
        File.Move(target + ".new", target, overwrite: true);
    }

    static string? Beside(string name) => Path.Combine(AppContext.BaseDirectory, name) is var path && File.Exists(path) ? path : null;

    static string? Installed(AgentPlaces places) => Path.Combine(places.State, StateFolder.SettingsName) is var path && File.Exists(path) ? path : null;
}
