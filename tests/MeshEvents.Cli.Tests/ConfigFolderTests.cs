using MeshEvents.Cli.Server;

namespace MeshEvents.Cli.Tests;

public sealed class ConfigFolderTests : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("mesh-folder-").FullName;

    ConfigFolder Folder => new(Path.Combine(root, "mesh"));
    static readonly KnownServer one = new(new("https://one:8443/"), "mesh_1", "sha256//x", null, "mira"), two = new(new("https://two/x/"), "mesh_2", null, "/ca.pem", null);

    [Fact]
    public void Is_for_its_owner_alone_and_remembers_the_last_server_first()
    {
        Folder.Keep(one);
        Folder.Keep(two);
        Assert.Equal([two, one], Folder.Servers());
        Folder.Keep(one);
        Folder.Forget(two.Address);
        Assert.Equal([one], Folder.Servers());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder.Path));
        Assert.All(Directory.GetFiles(Folder.Path), f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
    }

    [Fact]
    public void One_that_others_may_read_is_refused()
    {
        Folder.Keep(one);
        var file = Path.Combine(Folder.Path, "servers.json");
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | UnixFileMode.OtherRead);
        var no = Assert.Throws<MeshException>(() => Folder.Servers());
        Assert.Equal($"chmod 600 '{file}'", no.Next);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"servers":[{}]}""")]
    [InlineData("""{"servers":[{"address":"no address"}]}""")]
    [InlineData("""{"servers":5}""")]
    public void One_that_is_broken_says_so(string text)
    {
        Folder.Write("servers.json", text);
        Assert.Equal(Exit.Refused, Assert.Throws<MeshException>(() => Folder.Servers()).Code);
    }

    [Theory]
    [InlineData("mesh.example.org", "https://mesh.example.org/")]
    [InlineData("localhost:8443", "https://localhost:8443/")]
    [InlineData("https://host/branch/", "https://host/branch/")]
    [InlineData("http://host", null)]
    [InlineData("https://user@host", null)]
    [InlineData("https://host?x", null)]
    [InlineData("", null)]
    public void An_address_is_https(string text, string? address)
    {
        if (address is null) Assert.Equal(Exit.Usage, Assert.Throws<MeshException>(() => Session.AddressOf(text)).Code);
        else Assert.Equal(address, Session.AddressOf(text).ToString());
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
