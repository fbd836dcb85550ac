using System.Text;
using MeshEvents.Cli.Shell;

namespace MeshEvents.Cli.Tests;

public sealed class EscapeWatchTests
{
    /// <summary>The same typed in every way of cutting it in two.</summary>
    [Theory]
    [InlineData("ls\r", "ls\r", false)]
    [InlineData("~.", "", true)]
    [InlineData("ls\r~.more", "ls\r", true)]
    [InlineData("a~.b", "a~.b", false)]
    [InlineData("~~.", "~.", false)]
    [InlineData("~x", "~x", false)]
    [InlineData("ls\n~\r~.", "ls\n~\r", true)]
    public void Tilde_dot_at_the_beginning_of_a_line_leaves(string typed, string sent, bool leaves)
    {
        for (var cut = 0; cut <= typed.Length; cut++)
        {
            var watch = new EscapeWatch();
            var first = watch.Take(Encoding.ASCII.GetBytes(typed[..cut]), out var left);
            var second = left ? [] : watch.Take(Encoding.ASCII.GetBytes(typed[cut..]), out left);
            Assert.Equal((sent, leaves), (Encoding.ASCII.GetString([.. first, .. second]), left));
        }
    }
}
