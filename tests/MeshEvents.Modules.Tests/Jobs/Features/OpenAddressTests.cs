using MeshEvents.Jobs.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Jobs.Features;

public sealed class OpenAddressTests
{
    static readonly OpenAddress Help = new("https://example.org/help?a=b c", [Some.Device]);

    [Fact]
    public void Is_sent_as_an_address_is_written() => ActionStories.Sends(Help, OpenAddress.Order, "open", """{"address":"https://example.org/help?a=b%20c"}""");

    [Theory]
    [InlineData("")]
    [InlineData("example.org")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https:///nowhere")]
    [InlineData("https://example.org/\n--option")]
    public void Nothing_but_the_web(string address) => Assert.Equal(["Address"], Invalid(Help with { Address = address }));
}
