using MeshEvents.Jobs;
using MeshEvents.Jobs.Views;

namespace MeshEvents.Modules.Tests.Jobs.Features;

/// <summary>What the stories of all actions share: two devices, one here and one away.</summary>
static class ActionStories
{
    public static readonly DeviceId Away = new(new("00000000-0000-7000-8000-000000000d02"));
    public static readonly Connected Here = new(Some.Now.AddHours(-1), "192.0.2.17", Resumes: true, Obeys: true);
    public static readonly JobOrder.Known One = new([(new(Some.Device, Some.Group, "pc-17"), Here)], LeftOut: 0);
    public static readonly JobOrder.Known Two = new([(new(Some.Device, Some.Group, "pc-17"), Here), (new(Away, Some.Group, "pc-18"), null)], LeftOut: 0);
    public static readonly JobOrder.Known Gone = new([(new(Away, Some.Group, "pc-18"), null)], LeftOut: 0);

    public static Story.Made Ask<T>(T command, Func<T, JobOrder> order, JobOrder.Known known) where T : ICommand => Story.Knowing(known).When(command, (c, k, ask) => order(c).Decide(k, ask));

    /// <summary>It is sent as this to the one device that is here.</summary>
    public static JobStarted Sends<T>(T command, Func<T, JobOrder> order, string action, string arguments) where T : ICommand
    {
        var made = Ask(command, order, One);
        var sent = Assert.IsType<CommandDevice>(Assert.Single(made.Decision.Messages));
        Assert.Equal((Some.Device, action, arguments), (sent.DeviceId, sent.Action, sent.Arguments));
        Assert.Equal(sent.CommandId.Value, made.Answer<JobMade>().RunId?.Value);
        return Assert.IsType<JobStarted>(Assert.Single(made.Decision.Facts));
    }
}
