using MeshEvents.Sessions.Files;
using MeshEvents.Wire.Files;

namespace MeshEvents.Modules.Tests.Sessions.Files;

/// <summary>What two ends say to each other, and what stands in the history of it, also when one of them lies.</summary>
public sealed class FileBookTests
{
    readonly FileBook book = new();

    static PutFile Put(uint number, string folder = "/srv", string name = "a") => new(number, Guid.NewGuid(), folder, name, 5);

    [Fact]
    public void An_answer_to_nothing_that_was_asked_is_no_fact()
    {
        Assert.Null(book.Answered(new FileDone("1", 5, 5, new('c', 64))));
        Assert.Null(book.Answered(new FileFailed("1", FailureCodes.Denied, "no")));
        Assert.Null(book.Answered(new PlainUploadAnswer("1", "uploaddone")));
        Assert.Null(book.Answered(new FileDone(null)));
        Assert.Empty(book.End(0));
    }

    [Fact]
    public void A_device_that_answers_twice_is_believed_once()
    {
        Assert.Null(book.Asked(new MakeFolder("1", "/a")));
        Assert.Equal(new FolderMade("/a"), book.Answered(new FileDone("1")));
        Assert.Null(book.Answered(new FileDone("1")));
        Assert.Null(book.Answered(new FileFailed("1", FailureCodes.Denied, "no")));
    }

    [Fact]
    public void The_same_number_for_two_requests_leaves_the_first_unknown()
    {
        Assert.Null(book.Asked(new MakeFolder("1", "/a")));
        Assert.Equal("/a", Assert.IsType<FileActionUnknown>(book.Asked(new MakeFolder("1", "/b"))).Path);
        Assert.Equal(new FolderMade("/b"), book.Answered(new FileDone("1")));
    }

    [Fact]
    public void No_more_is_kept_than_a_thousand_requests_without_an_answer()
    {
        for (var i = 0; i < FileBook.MostOpen; i++) Assert.Null(book.Asked(new MakeFolder($"{i}", $"/{i}")));
        Assert.Equal("/0", Assert.IsType<FileActionUnknown>(book.Asked(new MakeFolder("more", "/more"))).Path);
        Assert.Null(book.Answered(new FileDone("0")));
        var left = book.End(notRead: 3);
        Assert.Equal(FileBook.MostOpen, left.OfType<FileActionUnknown>().Count());
        Assert.Equal(new MessagesNotRead(3), left[^1]);
        Assert.Empty(book.End(0));
    }

    [Theory]
    [InlineData("/srv", "gr\uF7FCn", "/srv/gr\\xFCn")]         // a byte that is no UTF-8
    [InlineData("/", "a", "/a")]
    [InlineData("C:\\x\\", "a", "C:\\x\\a")]
    [InlineData("/srv/../etc", "shadow", "/srv/../etc/shadow")]         // what was asked, word by word: the device refuses it
    public void Names_stand_as_people_can_read_them(string folder, string name, string path)
    {
        Assert.Null(book.Asked(Put(1, folder, name)));
        Assert.Equal(path, Assert.IsType<FileUploaded>(book.Answered(new FileDone("1", Size: 5))).Path);
    }

    [Theory]
    [InlineData("a\nDeleted everything")]
    [InlineData("a\0b")]
    [InlineData("a\u001b[2J")]
    [InlineData("cod\u202Egpj.exe")]
    public void No_name_writes_lines_of_its_own_or_turns_the_text_around(string name)
    {
        book.Asked(Put(1, name: name));
        var path = Assert.IsType<FileUploaded>(book.Answered(new FileDone("1", Size: 5))).Path;
        Assert.StartsWith("/srv/", path, StringComparison.Ordinal);
        Assert.DoesNotContain(path, c => char.IsControl(c) || c == '\u202E');
    }

    [Fact]
    public void What_the_device_says_is_cut_and_cleaned()
    {
        book.Asked(Put(1));
        var failed = Assert.IsType<FileActionFailed>(book.Answered(new FileFailed("1", FailureCodes.Failed, "no\n" + new string('x', 5000))));
        Assert.InRange(failed.Why.Length, 3, FileBook.MostWhy);
        Assert.DoesNotContain('\n', failed.Why);

        book.Asked(Put(2));
        Assert.Null(Assert.IsType<FileUploaded>(book.Answered(new FileDone("2", Size: 5, Sha256: "<script>"))).Sha256);

        book.Asked(new RemoveFiles("3", "/srv", [.. Enumerable.Range(0, 1000).Select(i => $"{i}")], Recursive: true));
        var deleted = Assert.IsType<FilesDeleted>(book.Answered(new FileDone("3")));
        Assert.Equal((FileBook.MostNames, 1000), (deleted.Names.Length, deleted.Count));
    }
}
