using MeshEvents.Bus;
using MeshEvents.Bus.Live;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Health;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Devices.Enrolment;
using MeshEvents.Devices.Features;
using MeshEvents.Devices.Gateway;
using MeshEvents.Devices.Presence;
using MeshEvents.Devices.Views;
using MeshEvents.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Devices;

public sealed class DevicesModule : IModule
{
    public string Name => "devices";

    public void Facts(Facts facts)
    {
        facts.Add<GroupCreated>("devices.group_created", e => $"Made device group {e.Name}");
        facts.Add<GroupRenamed>("devices.group_renamed", e => $"Renamed device group {e.From} to {e.To}");
        facts.Add<GroupConsentSet>("devices.group_consent_set", e => $"Set what persons at the group's devices are asked: {InWords(e.To, "nothing")}");
        facts.Add<GroupDeleted>("devices.group_deleted", e => $"Deleted device group {e.Name}");
        facts.Add<GroupSettingsTaken>("devices.group_settings_taken", _ => "Downloaded the group's agent settings");
        facts.Add<DeviceEnrolled>("devices.device_enrolled", e => $"Enrolled {e.Name} {e.How}");
        facts.Add<DeviceRenamed>("devices.device_renamed", e => $"Renamed {e.From} to {e.To}");
        facts.Add<DeviceMoved>("devices.device_moved", _ => "Moved to another group");
        facts.Add<DeviceTagged>("devices.device_tagged", e => e.To.Length == 0 ? "Removed all tags" : $"Tagged {string.Join(", ", e.To)}");
        facts.Add<DeviceNoted>("devices.device_noted", _ => "Changed the notes");
        facts.Add<DeviceConsentSet>("devices.device_consent_set", e => $"Set what the person at the device is asked: {InWords(e.To, "as its group says")}");
        facts.Add<DeviceRetired>("devices.device_retired", e => e.Reason is "" ? "Retired" : $"Retired: {e.Reason}");
        facts.Add<InventoryReported>("devices.inventory_reported", e => $"Reported {e.Changes.Count} changed {(e.Changes.Count == 1 ? "fact" : "facts")} of its inventory");
        facts.Add<DeviceOffersChanged>("devices.device_offers_changed", e => e.Offers.Length == 0 ? "Offers nothing" : $"Offers {string.Join(", ", e.Offers)}");
        facts.Add<JournalDiffered>("devices.journal_differed", e => $"The device's own journal differs at line {e.Line}: {e.Why}");
        facts.Add<EnrolmentCodeCreated>("devices.enrolment_code_created", e => $"Made enrolment code {e.Name}… until {e.Expires:u}{(e.Limit is { } n ? $" for {n} devices" : "")}");
        facts.Add<EnrolmentCodeUsed>("devices.enrolment_code_used", _ => "Used an enrolment code");
        facts.Add<EnrolmentCodeRevoked>("devices.enrolment_code_revoked", _ => "Revoked an enrolment code");
        facts.Add<EnrolmentCodePaused>("devices.enrolment_code_paused", e => $"Paused an enrolment code until {e.Until:u} after too many wrong tries");
        facts.Add<AgentHeld>("devices.agent_held", e => $"Held the agent of {e.HostName}: {e.Reason}");
        facts.Add<HeldAgentAdmitted>("devices.held_agent_admitted", _ => "Let a held agent in");
    }

    static string InWords(uint? bits, string unset) => bits is { } set ? ConsentRule.OfBits(set).InWords() : unset;

    public void Slices(Slices slices)
    {
        CreateGroup.Map(slices);
        RenameGroup.Map(slices);
        SetGroupConsent.Map(slices);
        DeleteGroup.Map(slices);
        FindGroups.Map(slices);
        GetGroup.Map(slices);
        GetGroupMsh.Map(slices);
        FindDevices.Map(slices);
        GetDevice.Map(slices);
        RenameDevice.Map(slices);
        TagDevice.Map(slices);
        NoteDevice.Map(slices);
        SetDeviceConsent.Map(slices);
        MoveDevice.Map(slices);
        RetireDevice.Map(slices);
        RetireUninstalled.Map(slices);
        ReportInventory.Map(slices);
        ReportOffers.Map(slices);
        ReportJournal.Map(slices);
        FindJournal.Map(slices);
        CreateEnrolmentCode.Map(slices);
        RevokeEnrolmentCode.Map(slices);
        PauseEnrolmentCode.Map(slices);
        FindEnrolmentCodes.Map(slices);
        EnrollDevice.Map(slices);
        AdmitDevice.Map(slices);
        FindHeld.Map(slices);
        GetAgentDoor.Map(slices);
    }

    public void Projections(Projections projections)
    {
        DeviceSheet.Map(projections);
        JournalState.Map(projections);
        AgentIdentity.Map(projections);
        GroupSheet.Map(projections);
        GroupIdentity.Map(projections);
        CodeSheet.Map(projections);
    }

    public void Bus(BusSetup bus)
    {
        bus.Call<OpenChannel, OpenChannelHandler>("devices.open_channel", inOrderOf: call => call.DeviceId);
        bus.Call<CommandDevice, CommandDeviceHandler>("devices.command_device", inOrderOf: command => command.DeviceId);
        bus.Call<CancelCommand, CancelCommandHandler>("devices.cancel_command", inOrderOf: command => command.DeviceId);
        bus.Handle<DropAgent, DropAgentHandler>("devices.drop_agent", inOrderOf: drop => drop.DeviceId);
        bus.React<EnrolmentCodeCreated, ReleaseAwaiting>("devices.release_awaiting");
        bus.React<AgentUninstalled, RetireWhenUninstalled>("devices.retire_when_uninstalled");
        bus.Handle<ReleaseHeld, ReleaseHeldHandler>("devices.release_held", inOrderOf: release => release.HeldId);
    }

    public void Services(IServiceCollection services)
    {
        services.AddSingleton<Connectivity>().AddHostedService(s => s.GetRequiredService<Connectivity>());
        services.AddSingleton<AgentPresence>().AddSingleton<IPresence>(s => s.GetRequiredService<AgentPresence>()).AddSingleton<IOnCommit>(s => s.GetRequiredService<AgentPresence>()).AddSingleton<IHealth, AgentsHealth>();
        services.AddSingleton<CommandSigner>().AddSingleton<SentCommands>().AddHostedService(s => s.GetRequiredService<SentCommands>()).AddSingleton<DeviceJournals>().AddSingleton<KeptJournals>().AddSingleton<CommandAnswers>();
        services.AddSingleton<AgentLimits>().AddSingleton<HeldAgents>().AddSingleton<AgentListener>().AddSingleton<AgentGateway>().AddSingleton<ShownDevices>().AddSingleton<IDeviceSearch, DeviceSearch>().AddSingleton<INeighbours, Neighbours>();
        services.AddSingleton<MeshIdOfCode>().AddSingleton<InstallLines>().AddSingleton<InstallCodes>().AddSingleton<MshOf>();
        services.AddSingleton<LocalAgent>().AddSingleton<ILocalAgent>(s => s.GetRequiredService<LocalAgent>());
    }

    public void Sockets(IEndpointRouteBuilder app)
    {
        var gateway = app.ServiceProvider.GetRequiredService<AgentGateway>();
        app.Map("/agent.ashx", (RequestDelegate)gateway.ServeAsync).ExcludeFromDescription();
        app.MapInstall();

        var (live, shown) = (app.ServiceProvider.GetRequiredService<LiveFeed>(), app.ServiceProvider.GetRequiredService<ShownDevices>());
        live.Dress<DeviceSheet, DeviceRow>(async (sheet, tenant, _) => await shown.DressAsync(sheet, tenant));
        live.Dress<GroupSheet, GroupRow>(async (group, tenant, _) => await shown.DressAsync(group, tenant));
        live.Dress<CodeSheet, CodeRow>((code, _, _) => ValueTask.FromResult(CodeRow.Of(code)));
    }
}
