using System.Threading.Channels;
using MeshEvents.Bus;
using MeshEvents.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Modules.Tests.Jobs;

/// <summary>A server whose commands to devices are handed to the test, which answers for the device.</summary>
public sealed class JobsServer : ServerFixture
{
    public const string Name = "server for jobs";

    readonly Channel<Message> sent = Channel.CreateUnbounded<Message>();

    protected override void Wire(WebApplicationBuilder builder)
    {
        var bus = (BusSetup)builder.Services.Single(d => d.ServiceType == typeof(BusSetup)).ImplementationInstance!;
        builder.Services.AddSingleton(sent.Writer);
        bus.Without<CommandDevice>().Without<CancelCommand>();
        bus.Call<CommandDevice, Hand>("devices.command_device", m => m.DeviceId);
        bus.Call<CancelCommand, Hand>("devices.cancel_command", m => m.DeviceId);
    }

    /// <summary>The next command or cancelling that a device is sent.</summary>
    public async Task<T> SentAsync<T>() where T : Message => Assert.IsType<T>(await sent.Reader.ReadAsync().AsTask().Within("a command to be sent"));

    public void NothingSent() => Assert.False(sent.Reader.TryRead(out var message), $"{message} was sent.");

    public Task WritesAsync(CommandDevice command, int number, byte[] bytes, bool error = false, Guid? device = null) =>
        Get<IHearCommands>().OutputAsync(new(new(device ?? command.DeviceId.Value), command.CommandId, number, error, bytes), Agent(command), default);

    public Task AnswersAsync(CommandDevice command, string result, CommandEnd end = CommandEnd.Done, string why = "", Guid? device = null) =>
        Get<IHearCommands>().AnsweredAsync(new(new(device ?? command.DeviceId.Value), command.CommandId, end, why, result), Agent(command), default);

    public Task ArrivesAsync(Guid device, params CommandId[] running) =>
        Get<IHearCommands>().ArrivedAsync(new(device), running, new(ActorKind.Agent, device, "pc", Tenant, Via.Agent, "127.0.0.1"), default);

    public Task LeavesAsync(Guid device) => Get<IHearCommands>().LeftAsync(new(device), new(ActorKind.Agent, device, "pc", Tenant, Via.Agent, "127.0.0.1"), default);

    Actor Agent(CommandDevice command) => new(ActorKind.Agent, command.DeviceId.Value, "pc", Tenant, Via.Agent, "127.0.0.1");

    public async Task<Guid> StartAsync(Person by, object form) => (await by.Post("/api/jobs/run", form).Be(HttpStatusCode.Created)).Json.GetProperty("jobId").GetGuid();

    /// <summary>The only run of a job, as it is shown.</summary>
    public async Task<System.Text.Json.JsonElement> RunOfAsync(Guid job) =>
        (await Technician.Get($"/api/jobs/{job}").Be(HttpStatusCode.OK)).Json.GetProperty("runs").EnumerateArray().Single();

    public async Task<string?> StateOfAsync(Guid job) => (await RunOfAsync(job)).GetProperty("state").GetString();
}

sealed class Hand(ChannelWriter<Message> sent) : IHandle<CommandDevice>, IHandle<CancelCommand>
{
    public Task HandleAsync(CommandDevice message, Permit permit, CancellationToken stop) => sent.WriteAsync(message, stop).AsTask();
    public Task HandleAsync(CancelCommand message, Permit permit, CancellationToken stop) => sent.WriteAsync(message, stop).AsTask();
}

[CollectionDefinition(JobsServer.Name)]
public sealed class OneJobsServer : ICollectionFixture<JobsServer>;
