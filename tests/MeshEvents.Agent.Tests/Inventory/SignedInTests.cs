using System.Runtime.InteropServices;
using System.Text;
using MeshEvents.Agent.Platform.Linux;

namespace MeshEvents.Agent.Tests.Inventory;

public sealed class SignedInTests
{
    static readonly int size = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 400 : 384;

    // type 7: a person, 8: a process that is over
    static byte[] Entry(short type, int process, string user)
    {
        var entry = new byte[size];
        BitConverter.TryWriteBytes(entry, type);
        BitConverter.TryWriteBytes(entry.AsSpan(4), process);
        Encoding.UTF8.GetBytes(user).CopyTo(entry, 44);
        return entry;
    }

    static readonly byte[] file = [.. Entry(2, 0, "reboot"), .. Entry(7, 10, "ada"), .. Entry(8, 11, "tom"), .. Entry(7, 12, "eve"), .. Entry(7, 13, new string('n', 32))];

    [Fact] public void Those_are_read_whose_login_is_still_there() =>
        Assert.Equal(["ada", new string('n', 32)], SignedIn.Recorded(file, lives: process => process != 12));

    [Fact] public void A_file_that_is_cut_anywhere_gives_whole_names_only()
    {
        string[] all = ["ada", "eve", new string('n', 32)];
        for (var length = 0; length <= file.Length; length++)
        {
            var some = SignedIn.Recorded(file[..length], _ => true).ToArray();
            Assert.Equal(all[..some.Length], some);
        }
    }

    /// <summary>Whatever session manager there is, or none.</summary>
    [Fact] public void This_machine_names_each_person_once()
    {
        var users = SignedIn.Users();
        Assert.Equal(users.Distinct(), users);
        Assert.DoesNotContain("", users);
    }
}
