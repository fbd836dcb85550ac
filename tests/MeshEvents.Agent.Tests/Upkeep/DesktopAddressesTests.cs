using MeshEvents.Agent.Platform.Linux.Upkeep;

namespace MeshEvents.Agent.Tests.Upkeep;

public sealed class DesktopAddressesTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("xdg-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    DesktopAddresses Opener(string script)
    {
        var program = Path.Combine(folder, "xdg-open");
        File.WriteAllText(program, "#!/bin/sh\n" + script);
        MeshEvents.Agent.Platform.Machine.Current.Files.MakeProgram(program);
        return new(program, () => new(null, new Dictionary<string, string> { ["DISPLAY"] = ":77" }));
    }

    [Fact] public async Task Is_opened_on_the_persons_screen_as_one_word()
    {
        var opener = Opener($"""printf '%s|%s' "$DISPLAY" "$*" > {folder}/seen""");
        Assert.Null(opener.WhyNot());
        await opener.OpenAsync(new("https://example.org/a?b=$(id)&c='d"), default);
        Assert.Equal(":77|https://example.org/a?b=$(id)&c='d", File.ReadAllText(folder + "/seen"));
    }

    [Fact] public async Task What_xdg_open_could_not_do_is_said() =>
        Assert.Contains("no program", (await Assert.ThrowsAsync<IOException>(() => Opener("exit 3").OpenAsync(new("https://example.org/"), default))).Message, StringComparison.Ordinal);

    [Fact] public void Nobody_at_the_screen_is_said() => Assert.Contains("Nobody", new DesktopAddresses("/bin/true", () => null).WhyNot(), StringComparison.Ordinal);
}
