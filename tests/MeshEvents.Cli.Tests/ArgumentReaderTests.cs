using MeshEvents.Cli.Arguments;

namespace MeshEvents.Cli.Tests;

public sealed class ArgumentReaderTests
{
    static readonly Verb verb = new("paint", "Paint.", (_, _) => Task.FromResult(0))
    {
        Positionals = [new("WALL", "which wall"), new("SIDE", "which side", Required: false)],
        Options = [new("colour", "NAME", "", Required: true, Choices: ["Red", "Blue"]), new("coat", "N", "", Many: true), new("wet", null, "", Short: 'w')],
        Rest = "CMD",
    };

    static readonly Option[] everywhere = [new("output", "FORM", "", Short: 'o')];

    static Given Read(params string[] words) => ArgumentReader.Read(verb, everywhere, words);

    [Fact]
    public void Reads_options_in_every_form_and_words_between_them()
    {
        var given = Read("north", "--colour", "blue", "-o", "json", "--coat=1", "inside", "--coat", "-2", "-w", "--", "rm", "--colour");
        Assert.Equal(["north", "inside"], given.Positionals);
        Assert.Equal("Blue", Assert.Single(given.Options["colour"]));
        Assert.Equal(["1", "-2"], given.Options["coat"]);
        Assert.Equal("json", Assert.Single(given.Options["output"]));
        Assert.True(given.Options.ContainsKey("wet"));
        Assert.Equal(["rm", "--colour"], given.Rest);
    }

    [Theory]
    [InlineData("'--color' is not an option of 'mesh paint'. Did you mean '--colour'?", "north", "--color", "red")]
    [InlineData("'--colour' lacks its value NAME.", "north", "--colour")]
    [InlineData("'--colour' stands twice.", "north", "--colour", "red", "--colour", "blue")]
    [InlineData("'--colour' must be one of Red, Blue; not 'pink'.", "north", "--colour", "pink")]
    [InlineData("'--wet' takes no value.", "north", "--wet=yes")]
    [InlineData("WALL is missing: which wall.", "--colour", "red")]
    [InlineData("'--colour NAME' is missing.", "north")]
    [InlineData("'up' is one word too many. Words with blanks need quotes.", "north", "inside", "up", "--colour", "red")]
    public void Says_what_is_wrong(string sentence, params string[] words)
    {
        var no = Assert.Throws<MeshException>(() => Read(words));
        Assert.Equal((Exit.Usage, sentence, "mesh paint --help"), (no.Code, no.Message, no.Next));
    }

    [Fact]
    public void What_comes_after_two_dashes_needs_a_verb_that_takes_it() =>
        Assert.Throws<MeshException>(() => ArgumentReader.Read(verb with { Rest = null }, everywhere, ["north", "--colour", "red", "--", "x"]));

    [Fact]
    public void The_verb_of_two_words_comes_before_that_of_one()
    {
        Verb one = verb with { Name = "device" }, two = verb with { Name = "device show" };
        Assert.Equal(two, Mesh.Find(["device", "show", "x"], [one, two])!.Value.Verb);
        Assert.Equal(["hide"], Mesh.Find(["device", "hide"], [one, two])!.Value.Following);
        Assert.Null(Mesh.Find(["other"], [one, two]));
    }

    [Fact]
    public void Every_verb_has_a_summary_and_an_example() =>
        Assert.All(Mesh.ByHand.Where(v => !v.Hidden), v =>
        {
            Assert.NotEmpty(v.Summary);
            Assert.All(v.Examples, e => Assert.Contains("mesh", e, StringComparison.Ordinal));
            Assert.NotEmpty(v.Examples);
            Assert.Contains($"mesh {v.Name}", HelpText.OfVerb(v, Mesh.Everywhere), StringComparison.Ordinal);
        });
}
