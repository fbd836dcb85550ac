using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Gateway;
using MeshEvents.Kernel;
using MeshEvents.Wire;
using MeshEvents.Wire.MeshIds;
using MeshEvents.Wire.Msh;

namespace MeshEvents.Devices.Enrolment;

/// <summary>
/// Writes the settings of the agent that is started beside the server: with a code that set-up gives to the first group, so that a person's first device is there
/// without a word. Until then that agent is held. Settings that exist keep their code, and get the server's address of today.
/// </summary>
public sealed class LocalAgent(MshOf msh, MeshIdOfCode meshIds) : ILocalAgent
{
    public const string FileName = "agent.msh";

    public EnrolmentCodeId? Awaits { get; private set; }

    public void Write(string folder)
    {
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder); else Directory.CreateDirectory(folder, owner);
        var path = Path.Combine(folder, FileName);
        var code = Existing(path) ?? new EnrolmentCodeId(Guid.CreateVersion7());
        File.WriteAllBytes(path, msh.Group("", meshIds.Of(code), http: null));
        Awaits = code;
    }

    EnrolmentCodeId? Existing(string path) =>
        File.Exists(path) && MshReader.Read(File.ReadAllBytes(path), out var settings, out _) is Reading.Done && settings.TryMeshId(out var meshId) ? meshIds.Read(meshId) : null;
}

/// <summary>An agent that was held for lack of exactly this code tries again at once.</summary>
sealed class ReleaseAwaiting(HeldAgents held, MeshIdOfCode meshIds) : IReact<EnrolmentCodeCreated>
{
    public Task OnAsync(IEvent<EnrolmentCodeCreated> e, CancellationToken stop)
    {
        foreach (var agent in held.Of(e.By.Tenant))
            if (MeshIdText.TryParse(agent.Claimed, out var claimed) && meshIds.Read(claimed)?.Value == e.StreamId) agent.Connection.Close(AgentGateway.Released);
        return Task.CompletedTask;
    }
}
