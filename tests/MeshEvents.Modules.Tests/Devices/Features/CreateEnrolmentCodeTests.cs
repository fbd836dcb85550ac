using MeshEvents.Devices.Enrolment;
using MeshEvents.Devices.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Devices.Features;

public sealed class CreateEnrolmentCodeTests
{
    static readonly CreateEnrolmentCode ForADay = new(Some.Group, 24, 5);

    [Fact]
    public void Its_secret_is_kept_and_stands_in_no_fact()
    {
        var made = When(ForADay, CreateEnrolmentCode.Decide);
        var created = Assert.IsType<EnrolmentCodeCreated>(Assert.Single(made.Decision.Facts));
        made.Then(new EnrolmentCodeCreated(Some.Group, created.Name, Some.Now.AddHours(24), 5)).ThenKeeps(("devices.enrolment-code", new EnrolmentCodeId(Asked.New)));
        Assert.Equal(4, created.Name.Length);
    }

    [Theory]
    [InlineData(0, null, "Hours")]
    [InlineData(24 * 366 + 1, null, "Hours")]
    [InlineData(1, 0, "Limit")]
    [InlineData(1, 100_001, "Limit")]
    public void Time_and_number_have_bounds(int hours, int? limit, string field) => Assert.Equal([field], Invalid(new CreateEnrolmentCode(Some.Group, hours, limit)));

    [Theory]
    [InlineData("7KQ2-M9XW-4TBC")]
    [InlineData("7kq2m9xw4tbc")]
    [InlineData(" 7KQ2 M9XW-4TBC")]
    [InlineData("7KQ2-M9XW-4TB0")]
    [InlineData("7KQ2-M9XW-4TB")]
    [InlineData("")]
    public void A_code_is_read_as_people_type_it(string text)
    {
        var good = text is "7KQ2-M9XW-4TBC" or "7kq2m9xw4tbc";
        Assert.Equal(good, CodeText.TryParse(text, out var code));
        if (good) Assert.Equal("7KQ2-M9XW-4TBC", code.ToString());
    }
}

[Collection(OneServer.Name)]
public sealed class CreateEnrolmentCodeOverHttp(ServerFixture server)
{
    [Fact]
    public async Task Gives_a_line_to_paste_that_works()
    {
        var group = await server.NewGroupAsync();
        var code = await server.Technician.Post($"/api/groups/{group.Id}/codes", new { hours = 1, limit = 1 }).Be(HttpStatusCode.Created);
        var text = code.Json.GetProperty("code").GetString()!;
        Assert.Contains($"/i/{text} | sudo sh", code.Json.GetProperty("line").GetString(), StringComparison.Ordinal);
        Assert.Contains("--pinnedpubkey", code.Json.GetProperty("line").GetString(), StringComparison.Ordinal);

        var script = await server.Nobody(from: "127.0.3.1").Get($"/i/{text}").Be(HttpStatusCode.OK);
        Assert.StartsWith("#!/bin/sh", script.Text, StringComparison.Ordinal);
        Assert.EndsWith("\nmeshevents_install\n", script.Text, StringComparison.Ordinal);
        var agent = await server.Nobody(from: "127.0.3.1").Get($"/i/{text}/agent/linux-x64").Be(HttpStatusCode.OK);
        Assert.Contains($"hash={Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(agent.Text)))}", script.Text, StringComparison.Ordinal);
        await server.Nobody(from: "127.0.3.1").Get($"/i/{text}/agent/..%2f..").Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Wrong_spent_and_revoked_codes_answer_alike()
    {
        var group = await server.NewGroupAsync();
        var code = await server.Technician.Post($"/api/groups/{group.Id}/codes", new { }).Be(HttpStatusCode.Created);
        var text = code.Json.GetProperty("code").GetString()!;
        await server.Technician.Delete($"/api/codes/{code.Id}").Be(HttpStatusCode.NoContent);
        var wrong = await server.Nobody(from: "127.0.3.2").Get("/i/2222-2222-2222").Be(HttpStatusCode.NotFound, "devices.no-such-code");
        var revoked = await server.Nobody(from: "127.0.3.2").Get($"/i/{text}").Be(HttpStatusCode.NotFound, "devices.no-such-code");
        Assert.Equal(wrong.Json.GetProperty("detail").GetString(), revoked.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Twenty_wrong_secrets_pause_it()
    {
        var group = await server.NewGroupAsync();
        var code = await server.Technician.Post($"/api/groups/{group.Id}/codes", new { }).Be(HttpStatusCode.Created);
        var text = code.Json.GetProperty("code").GetString()!;
        for (var i = 0; i < InstallCodes.MostWrong; i++) await server.Nobody(from: "127.0.3.3").Get($"/i/{text[..4]}-2222-2222").Be(HttpStatusCode.NotFound);
        await server.Nobody(from: "127.0.3.4").Get($"/i/{text}").Be(HttpStatusCode.NotFound);
        Assert.IsType<EnrolmentCodePaused>((await server.HistoryAsync(code.Id))[^1].Data);
    }

    [Fact]
    public async Task Says_no()
    {
        var address = $"/api/groups/{server.Group.Id}/codes";
        await server.Viewer.Post(address, new { hours = 1 }).Be(HttpStatusCode.Forbidden);
        await server.Stranger.Post(address, new { hours = 1 }).Be(HttpStatusCode.NotFound);
        await server.Foreigner.Post(address, new { hours = 1 }).Be(HttpStatusCode.NotFound);
        await server.Technician.Post(address, new { hours = 0 }).BeInvalid("hours");
        await server.Technician.Post(address, new { hours = "many" }).BeInvalid("hours");
    }
}
