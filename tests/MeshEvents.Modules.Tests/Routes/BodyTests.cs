namespace MeshEvents.Modules.Tests.Routes;

/// <summary>Bodies that are JSON by their form and cannot be read: refused, never a failure of the server.</summary>
[Collection(OneServer.Name)]
public sealed class BodyTests(ServerFixture server)
{
    [Theory]
    [InlineData("""{"name":"\ud800"}""")]
    [InlineData("""{"name":"a\udc00b"}""")]
    [InlineData("""{"\ud800":"x","name":"y"}""")]
    [InlineData("""{"name":"x","name":"y"}""")]
    [InlineData("""{"name":"x","NAME":"y"}""")]
    [InlineData("""{"name":["x"]}""")]
    [InlineData("""{"name":"a\u0000b"}""")]
    [InlineData("""{"name":null}""")]
    public async Task Is_refused(string body)
    {
        var device = await server.NewDeviceAsync();
        var reply = await server.Technician.SendText(HttpMethod.Put, $"/api/devices/{device.Id}/name", body).Be(HttpStatusCode.BadRequest);
        Assert.NotEmpty(reply.Code);
        Assert.Single(await server.HistoryAsync(device.Id));
    }
}
