using MeshEvents.Jobs;

namespace MeshEvents.Modules.Tests.Jobs;

/// <summary>What an agent says of a program is text from outside: anything may stand there.</summary>
public sealed class RunResultTests
{
    const string Whole = """{"exit":3,"signal":"SIGKILL","bytes":123,"errorBytes":4,"cut":true,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","timedOut":true,"seconds":1.25}""";

    [Fact]
    public void Is_read_whole() =>
        Assert.Equal(new(3, "SIGKILL", true, 123, 4, true, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 1.25), RunResult.Read(Whole));

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[1]")]
    [InlineData("{}")]
    [InlineData("""{"exit":"0","signal":7,"bytes":-1,"errorBytes":1.5,"cut":"yes","sha256":"xyz","timedOut":1,"seconds":-3}""")]
    [InlineData("""{"exit":99999999999,"bytes":1e300,"seconds":1e300}""")]
    [InlineData("""{"signal":"\ud800"}""")]
    public void What_makes_no_sense_is_nothing(string json) => Assert.Equal(new(), RunResult.Read(json));

    [Fact]
    public void Cut_off_anywhere_it_is_nothing()
    {
        for (var length = 0; length < Whole.Length; length++) Assert.Equal(new(), RunResult.Read(Whole[..length]));
    }

    [Fact]
    public void No_bytes_break_it()
    {
        var random = new Random(17);
        for (var round = 0; round < 5000; round++)
        {
            var text = Whole.ToCharArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--) text[random.Next(text.Length)] = (char)random.Next(1, 0x10000);
            var read = RunResult.Read(new(text));
            Assert.True(read.Bytes >= 0 && read.Signal is null or { Length: <= 32 });
        }
    }
}
