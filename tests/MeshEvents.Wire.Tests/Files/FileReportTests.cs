using System.Text;
using MeshEvents.Wire.Files;

namespace MeshEvents.Wire.Tests.Files;

/// <summary>The person's side: what it asks is what agents read, and what agents write it reads.</summary>
public sealed class FileReportTests
{
    static readonly string Hash = new('a', 64), Hash384 = new('B', 96);

    static readonly FileRequest[] Requests =
    [
        new ListFolder("1", "/home", Pages: true), new LookAt("2", "/home/a"), new MakeFolder("3", "/home/grüße"), new HashFile("4", "/", "a", null),
        new PutFile(5, Guid.Parse("0198c0de-0000-7000-8000-000000000001"), "/", "a", 5, 1000, OnConflict.Replace, Restart: true, Mode: 0x1ED),
        new PutFile(5, Guid.Parse("0198c0de-0000-7000-8000-000000000001"), "/", "gr\uF7FCn", 0), new PutDone(5, Hash), new PutDone(5, null, Hash), new ChunkTaken(6, 1L << 40), new CancelRequest("7"),
    ];

    static readonly FileAnswer[] Answers =
    [
        new FileAck("5", 131072), new FileProgress("5", 1, 2, "a"), new PlainHash("4", "/", "a", null, Hash384), new PlainHash("4", "/", "a", null, null), new FileDone("1", 3, 5, Hash, "a (2)"),
        new FileFailed("1", FailureCodes.Full, "The disk is full."), new PutStarted("7", 131072, Hash), new GetStarted("7", 0, Hash, 10, 1000),
    ];

    [Fact] public void Requests_are_read_as_they_were_written()
    {
        foreach (var request in Requests)
        {
            Assert.Equal(Reading.Done, FileRequestReader.Read(FileRequestWriter.Write(request), out var read, out _));
            Assert.Equal(request, read);
        }
        Assert.Equal(Reading.Done, FileRequestReader.Read(FileRequestWriter.Write(new GetFiles(9, "/d", ["x", "y"], Zip: true, 7)), out var get, out _));
        Assert.Equal((9u, true, 7L, "x y"), Assert.IsType<GetFiles>(get) is var g ? (g.Number, g.Zip, g.Offset, string.Join(' ', g.Names)) : default);
        Assert.Throws<ArgumentException>(() => FileRequestWriter.Write(new PlainUpload("1", "/", "a", 1, false)));
    }

    [Fact] public void Rights_that_would_run_as_somebody_else_are_not_taken()
    {
        var text = Encoding.UTF8.GetString(FileRequestWriter.Write(Requests[4])).Replace("493", "2541", StringComparison.Ordinal);       // 04755
        Assert.Equal(Reading.Done, FileRequestReader.Read(Encoding.UTF8.GetBytes(text), out var read, out _));
        Assert.Null(Assert.IsType<PutFile>(read).Mode);
    }

    [Fact] public void Answers_come_back_and_cut_ones_are_broken_at_every_byte()
    {
        foreach (var answer in Answers)
        {
            var bytes = FileAnswerWriter.Write(answer);
            Assert.Equal(Reading.Done, FileReportReader.Read(bytes, out var back));
            Assert.Equal(answer, back);
            for (var length = 0; length < bytes.Length; length++) Assert.Equal(Reading.Broken, FileReportReader.Read(bytes.AsMemory(0, length), out _));
        }
    }

    static readonly DateTimeOffset At = new(2026, 11, 21, 6, 47, 48, TimeSpan.Zero);

    static readonly FolderListing Listing = new("1", "/home",
        [new("docs", FileKind.Folder, Modified: At), new("a\\b", FileKind.File, 12, At, 0x1A4), new("link", FileKind.Other, 0, At, Link: "/x"), new("C:/", FileKind.Drive)], End: true, Cut: true);

    [Fact] public void A_listing_comes_back()
    {
        var bytes = FileAnswerWriter.Write(Listing);
        Assert.Equal(Reading.Done, FileReportReader.Read(bytes, out var read));
        var back = Assert.IsType<FolderListing>(read);
        Assert.Equal(("1", "/home", true, true), (back.RequestId, back.Path, back.End, back.Cut));
        Assert.Equal(Listing.Files, back.Files);
        for (var length = 0; length < bytes.Length; length++) Assert.Equal(Reading.Broken, FileReportReader.Read(bytes.AsMemory(0, length), out _));
        Assert.Equal(Reading.Done, FileReportReader.Read(FileAnswerWriter.Write(new FolderListing("2", "/root", null)), out read));
        Assert.Null(Assert.IsType<FolderListing>(read).Files);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\u0000b")]
    public void A_name_that_leads_elsewhere_breaks_the_listing(string name) =>
        Assert.Equal(Reading.Broken, FileReportReader.Read(Encoding.UTF8.GetBytes($$"""{"reqid":1,"path":"/","dir":[{"n":"{{name}}","t":3,"s":1}],"end":true}"""), out _));

    [Fact] public void Noise_never_throws()
    {
        byte[][] good = [.. Answers.Append(Listing).Select(FileAnswerWriter.Write)];
        Assert.InRange(Some.Noise(9, 20_000, good).Count(i => FileReportReader.Read(i, out _) == Reading.Done), 100, 19_900);
    }
}
