using MeshEvents.Wire.MeshIds;

namespace MeshEvents.Wire.Tests.MeshIds;

public sealed class MeshIdTests
{
    [Fact] public void At_and_dollar_stand_for_plus_and_slash()
    {
        var id = Bytes48.From([.. Enumerable.Repeat<byte>(0xFB, 24), .. Enumerable.Repeat<byte>(0xFF, 24)]);
        var text = MeshIdText.ToText(id);
        Assert.Equal(string.Concat(Enumerable.Repeat("@$v7", 8)) + new string('$', 32), text);
        Assert.True(MeshIdText.TryParse(text, out var back));
        Assert.Equal(id, back);
    }

    [Fact] public void Every_id_comes_back_from_its_text_and_hex()
    {
        for (var i = 0; i < 200; i++)
        {
            var id = Bytes48.Random();
            Assert.True(FullId.TryParse(FullId.Node("lab", id).ToString(), out var full, out _));
            Assert.Equal(FullId.Node("lab", id), full);
            Assert.True(Bytes48.TryFromHex(id.ToHex().ToLowerInvariant(), out var hex));
            Assert.Equal(id, hex);
        }
    }

    [Fact] public void Empty_domain_leaves_two_slashes() =>
        Assert.StartsWith("mesh//AAEC", FullId.Mesh("", Some.Counting(0)).ToString());

    [Theory]
    [InlineData("user//admin", "neither")]
    [InlineData("node/", "domain")]
    [InlineData("node//", "64")]
    [InlineData("node//AAEC", "64")]
    [InlineData("node/a b/", "domain")]
    public void Wrong_ids_are_refused_with_a_reason(string text, string why)
    {
        Assert.False(FullId.TryParse(text, out _, out var reason));
        Assert.Contains(why, reason);
    }

    [Fact] public void An_id_cut_anywhere_is_refused()
    {
        var text = FullId.Node("d", Some.Counting(0)).ToString();
        for (var length = 0; length < text.Length; length++) Assert.False(FullId.TryParse(text.AsSpan(0, length), out _, out _));
        Assert.False(FullId.TryParse(text + "A", out _, out _));
        Assert.False(FullId.TryParse(new string('n', 100_000), out _, out _));
    }

    [Theory]
    [InlineData('+')]
    [InlineData('/')]
    [InlineData('=')]
    [InlineData(' ')]
    [InlineData('ä')]
    public void Characters_outside_the_alphabet_are_refused(char wrong)
    {
        var text = MeshIdText.ToText(Some.Counting(0));
        Assert.False(MeshIdText.TryParse(wrong + text[1..], out _));
        Assert.False(MeshIdText.TryParse(text[..^1] + wrong, out _));
    }
}
