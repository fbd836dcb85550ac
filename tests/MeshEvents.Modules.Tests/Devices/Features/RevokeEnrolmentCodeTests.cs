using MeshEvents.Devices.Enrolment;
using MeshEvents.Devices.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class RevokeEnrolmentCodeTests
{
    static readonly EnrolmentCodeCreated Made = new(Some.Group, "7KQ2", Some.Now.AddHours(1), 2);

    [Fact]
    public void Takes_no_more_devices() => Given<EnrolmentCode>(Made).When(new RevokeEnrolmentCode(Some.Code), RevokeEnrolmentCode.Decide).Then(new EnrolmentCodeRevoked());

    [Fact]
    public void Twice_is_no_news() => Given<EnrolmentCode>(Made, new EnrolmentCodeRevoked()).When(new RevokeEnrolmentCode(Some.Code), RevokeEnrolmentCode.Decide).ThenNothing();

    [Fact]
    public void Wrong_tries_pause_it_for_a_while() =>
        Given<EnrolmentCode>(Made).When(new PauseEnrolmentCode(Some.Code), PauseEnrolmentCode.Decide).Then(new EnrolmentCodePaused(Some.Now + PauseEnrolmentCode.Pause));

    [Fact]
    public void One_that_takes_nobody_is_not_paused() =>
        Given<EnrolmentCode>(Made, new EnrolmentCodeRevoked()).When(new PauseEnrolmentCode(Some.Code), PauseEnrolmentCode.Decide).ThenNothing();

    [Fact]
    public void Why_a_code_is_closed_is_said()
    {
        var code = Given<EnrolmentCode>(Made).State;
        Assert.Null(code.Closed(Some.Now));
        Assert.Contains("expired", code.Closed(Made.Expires), StringComparison.Ordinal);
        Assert.Contains("revoked", (code with { Revoked = true }).Closed(Some.Now), StringComparison.Ordinal);
        Assert.Contains("paused", (code with { PausedUntil = Some.Now.AddSeconds(1) }).Closed(Some.Now), StringComparison.Ordinal);
        Assert.Null((code with { PausedUntil = Some.Now }).Closed(Some.Now));
        Assert.Contains("used up", Given<EnrolmentCode>(Made, new EnrolmentCodeUsed(Some.Device), new EnrolmentCodeUsed(Some.Device)).State.Closed(Some.Now), StringComparison.Ordinal);
    }
}

[Collection(OneServer.Name)]
public sealed class RevokeEnrolmentCodeOverHttp(ServerFixture server)
{
    [Fact]
    public async Task Revokes_and_says_no()
    {
        var group = await server.NewGroupAsync();
        var code = await server.Technician.Post($"/api/groups/{group.Id}/codes", new { }).Be(HttpStatusCode.Created);
        await server.Viewer.Delete($"/api/codes/{code.Id}").Be(HttpStatusCode.Forbidden);
        await server.Stranger.Delete($"/api/codes/{code.Id}").Be(HttpStatusCode.NotFound);
        await server.Foreigner.Delete($"/api/codes/{code.Id}").Be(HttpStatusCode.NotFound);
        await server.Technician.Delete("/api/codes/not-an-id").Be(HttpStatusCode.NotFound);
        await server.Technician.Delete($"/api/codes/{code.Id}").Be(HttpStatusCode.NoContent);
        var list = await server.Technician.Get($"/api/groups/{group.Id}/codes").Be(HttpStatusCode.OK);
        Assert.True(Assert.Single(list.Json.GetProperty("rows").EnumerateArray()).GetProperty("revoked").GetBoolean());
    }
}
