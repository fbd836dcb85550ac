using System.Text;
using MeshEvents.Wire.Files;

namespace MeshEvents.Wire.Tests.Files;

public sealed class FileMessageTests
{
    const string Transfer = "0198c0de-0000-7000-8000-000000000001";

    static readonly string Hash = new('a', 64);

    static readonly (string Json, FileRequest Request)[] Samples =
    [
        ("""{"action":"ls","reqid":1,"path":"/home"}""", new ListFolder("1", "/home")),
        ("""{"action":"ls","reqid":"a","path":"","pages":true}""", new ListFolder("\"a\"", "", Pages: true)),
        ("""{"action":"mkdir","path":"/home/new"}""", new MakeFolder(null, "/home/new")),
        ("""{"action":"rename","path":"/home","oldname":"a","newname":"b"}""", new RenameFile(null, "/home", "a", "b")),
        ("""{"action":"uploadhash","reqid":3,"path":"/","name":"a","tag":{"x":1}}""", new HashFile("3", "/", "a", null)),
        ("""{"action":"uploadhash","reqid":3,"path":"/","name":"a","tag":5}""", new HashFile("3", "/", "a", "5")),
        ("""{"action":"upload","reqid":"up","path":"/","name":"a","size":200000,"append":true}""", new PlainUpload("\"up\"", "/", "a", 200000, true)),
        ("""{"action":"uploaddone","reqid":1}""", new PlainUploadEnd("1", false)),
        ("""{"action":"uploadcancel"}""", new PlainUploadEnd(null, true)),
        ("""{"action":"download","sub":"start","id":"/a","path":"/a"}""", new PlainDownload("\"/a\"", "start", "/a")),
        ("""{"action":"download","sub":"ack","id":7}""", new PlainDownload("7", "ack", null)),
        ($$"""{"action":"put","reqid":9,"transfer":"{{Transfer}}","path":"/","name":"a","size":5,"modified":1000,"conflict":"keep"}""",
            new PutFile(9, new Guid(Transfer), "/", "a", 5, 1000, OnConflict.KeepBoth)),
        ($$"""{"action":"putdone","reqid":9,"sha256":"{{Hash}}"}""", new PutDone(9, Hash)),
        ($$"""{"action":"putdone","reqid":9,"pieces":"{{Hash}}"}""", new PutDone(9, null, Hash)),
        ($$"""{"action":"put","reqid":9,"transfer":"{{Transfer}}","path":"/","name":"a","size":5,"pieces":true}""", new PutFile(9, new Guid(Transfer), "/", "a", 5, Pieces: true)),
        ("""{"action":"ack","reqid":9,"offset":131072}""", new ChunkTaken(9, 131072)),
        ("""{"action":"cancel"}""", new CancelRequest(null)),
    ];

    static Reading Read(string json, out FileRequest? request) => FileRequestReader.Read(Encoding.UTF8.GetBytes(json), out request, out _);

    [Fact] public void Requests_are_read_and_cut_ones_are_broken_at_every_byte()
    {
        foreach (var (json, expected) in Samples)
        {
            Assert.Equal(Reading.Done, Read(json, out var request));
            Assert.Equal(expected, request);
            var bytes = Encoding.UTF8.GetBytes(json);
            for (var length = 0; length < bytes.Length; length++) Assert.Equal(Reading.Broken, FileRequestReader.Read(bytes.AsMemory(0, length), out _, out _));
        }
    }

    [Fact] public void Requests_with_names_are_read()
    {
        Assert.Equal(Reading.Done, Read("""{"action":"rm","reqid":4,"path":"/d","delfiles":["a","b"],"rec":true}""", out var read));
        var remove = Assert.IsType<RemoveFiles>(read);
        Assert.Equal(("4", "/d", true), (remove.RequestId, remove.Path, remove.Recursive));
        Assert.Equal(["a", "b"], remove.Names);
        Assert.Equal(Reading.Done, Read("""{"action":"move","scpath":"/a","dspath":"/b","names":["x"],"conflict":"replace"}""", out read));
        var move = Assert.IsType<CopyFiles>(read);
        Assert.Equal((true, OnConflict.Replace, "/a", "/b"), (move.Move, move.Conflict, move.From, move.To));
        Assert.Equal(Reading.Done, Read("""{"action":"get","reqid":5,"path":"/d","names":["a"],"zip":true,"offset":3}""", out read));
        var get = Assert.IsType<GetFiles>(read);
        Assert.Equal((5u, "/d", true, 3L), (get.Number, get.Path, get.Zip, get.Offset));
    }

    [Theory]
    [InlineData("""{"action":"ls"}""")]
    [InlineData("""{"action":"ls","path":5}""")]
    [InlineData("""{"action":"ls","path":"\ud800"}""")]
    [InlineData("""{"action":"rm","path":"/","delfiles":["a",5]}""")]
    [InlineData("""{"action":"rm","path":"/","delfiles":"a"}""")]
    [InlineData("""{"action":"copy","scpath":"/","dspath":"/","names":["a"],"conflict":"perhaps"}""")]
    [InlineData("""{"action":"put","reqid":"x","transfer":"0198c0de-0000-7000-8000-000000000001","path":"/","name":"a","size":5}""")]
    [InlineData("""{"action":"put","reqid":-1,"transfer":"0198c0de-0000-7000-8000-000000000001","path":"/","name":"a","size":5}""")]
    [InlineData("""{"action":"put","reqid":1,"transfer":"0198c0de-0000-7000-8000-000000000001","path":"/","name":"a","size":-5}""")]
    [InlineData("""{"action":"put","reqid":1,"transfer":"no","path":"/","name":"a","size":5}""")]
    [InlineData("""{"action":"putdone","reqid":1,"sha256":"AA"}""")]
    [InlineData("""{"action":"putdone","reqid":1}""")]
    [InlineData("""{"action":"putdone","reqid":1,"pieces":true}""")]
    [InlineData("""{"action":"get","reqid":1,"path":"/","zip":true}""")]
    [InlineData("""{"action":"get","reqid":4294967296,"path":"/"}""")]
    [InlineData("""{"path":"/"}""")]
    [InlineData("[]")]
    public void What_lacks_something_is_broken(string json) => Assert.Equal(Reading.Broken, Read(json, out _));

    [Fact] public void Too_long_is_broken_and_never_cut()
    {
        static string Long(int length) => new('x', length);
        Assert.Equal(Reading.Done, Read($$"""{"action":"ls","path":"{{Long(FileLimits.Path)}}"}""", out _));
        Assert.Equal(Reading.Broken, Read($$"""{"action":"ls","path":"{{Long(FileLimits.Path + 1)}}"}""", out _));
        Assert.Equal(Reading.Broken, Read($$"""{"action":"rm","path":"/","delfiles":["{{Long(FileLimits.Name + 1)}}"]}""", out _));
        Assert.Equal(Reading.Broken, Read($$"""{"action":"rm","path":"/","delfiles":[{{string.Join(',', Enumerable.Repeat("\"a\"", FileLimits.Names + 1))}}]}""", out _));
        Assert.Equal(Reading.Broken, Read($$"""{"action":"ls","path":"/","more":"{{Long(FileLimits.Json)}}"}""", out _));
        Assert.Equal(Reading.Unknown, Read("""{"action":"markcoredump"}""", out _));
    }

    [Fact] public void Noise_never_throws()
    {
        byte[][] good = [.. Samples.Select(s => Encoding.UTF8.GetBytes(s.Json))];
        Assert.InRange(Some.Noise(7, 20_000, good).Count(i => FileRequestReader.Read(i, out _, out _) == Reading.Done), 100, 19_900);
        byte[][] answers = [.. Answers.Select(FileAnswerWriter.Write)];
        Assert.InRange(Some.Noise(8, 20_000, answers).Count(i => FileAnswerReader.Read(i, out _) == Reading.Done), 100, 19_900);
    }

    static readonly FileAnswer[] Answers =
    [
        new FileDone("1"), new FileDone("1", 3, 5, Hash, "a (2)"), new FileFailed("\"x\"", FailureCodes.Full, "The disk is full."), new PutStarted("7", 131072, Hash),
        new PutStarted("7", 262144, Hash, Hash), new FileDone("1", 1, 5, Hash, Pieces: Hash), new GetStarted("7", 0, Hash, 10, 1000, Hash),
        new GetStarted("7", 0, Hash, 10, 1000), new GetStarted("7", 5, Hash, null, null), new PlainUploadAnswer("\"up\"", "uploaderror"), new PlainDownloadAnswer("\"/a\"", "cancel"),
    ];

    [Fact] public void Answers_come_back_and_cut_ones_are_broken_at_every_byte()
    {
        foreach (var answer in Answers)
        {
            var bytes = FileAnswerWriter.Write(answer);
            Assert.Equal(Reading.Done, FileAnswerReader.Read(bytes, out var back));
            Assert.Equal(answer, back);
            for (var length = 0; length < bytes.Length; length++) Assert.Equal(Reading.Broken, FileAnswerReader.Read(bytes.AsMemory(0, length), out _));
        }
        Assert.Equal(Reading.Unknown, FileAnswerReader.Read(FileAnswerWriter.Write(new FileAck("1", 5)), out _));
    }

    [Fact] public void A_listing_looks_as_the_specification_says()
    {
        var at = new DateTimeOffset(2026, 11, 21, 6, 47, 48, TimeSpan.Zero);
        var listing = new FolderListing("\"r\"", "/home", [new("docs", FileKind.Folder, Modified: at), new("a.txt", FileKind.File, 12, at, 0x1A4, "mira", "users")]);
        Assert.Equal("""{"reqid":"r","path":"/home","dir":[{"n":"docs","t":2,"d":"2026-11-21T06:47:48Z"},{"n":"a.txt","t":3,"s":12,"d":"2026-11-21T06:47:48Z","m":420,"o":"mira","g":"users"}]}""",
            Encoding.UTF8.GetString(FileAnswerWriter.Write(listing)));
        Assert.Equal("""{"reqid":2,"path":"/root","dir":null}""", Encoding.UTF8.GetString(FileAnswerWriter.Write(new FolderListing("2", "/root", null))));
        Assert.Equal("""{"action":"uploadhash","reqid":1,"path":"/","name":"a","tag":5,"hash":null}""", Encoding.UTF8.GetString(FileAnswerWriter.Write(new PlainHash("1", "/", "a", "5", null))));
        Assert.Equal("""{"action":"download","sub":"start","id":"/a"}""", Encoding.UTF8.GetString(FileAnswerWriter.Write(new PlainDownloadAnswer("\"/a\"", "start"))));
    }

    [Fact] public void Chunks_come_back_and_cut_headers_are_none()
    {
        byte[] chunk = [.. new byte[FileChunk.HeaderSize], 1, 2, 3];
        byte[] hash = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        FileChunk.WriteHeader(chunk, 0xFFFFFFFE, 1L << 40, hash);
        Assert.Equal([2, 0xFF, 0xFF, 0xFF, 0xFE, 0, 0, 1, 0, 0, 0, 0, 0], chunk[..13]);
        Assert.True(FileChunk.TryRead(chunk, out var transfer, out var offset, out var read, out var data));
        Assert.Equal((0xFFFFFFFEu, 1L << 40), (transfer, offset));
        Assert.Equal(hash, read.ToArray());
        Assert.Equal([1, 2, 3], data.ToArray());
        for (var length = 0; length < FileChunk.HeaderSize; length++) Assert.False(FileChunk.TryRead(chunk.AsMemory(0, length), out _, out _, out _, out _));
        chunk[5] = 0x80;      // before the beginning of the file
        Assert.False(FileChunk.TryRead(chunk, out _, out _, out _, out _));
        byte[] large = new byte[FileChunk.HeaderSize + FileLimits.LargestChunk + 1];
        FileChunk.WriteHeader(large, 1, 0, hash);
        Assert.True(FileChunk.TryRead(large.AsMemory(0, large.Length - 1), out _, out _, out _, out _));
        Assert.False(FileChunk.TryRead(large, out _, out _, out _, out _));
    }

    [Fact] public void A_name_that_is_no_text_has_one_text_and_comes_back()
    {
        Assert.Equal("gr\uF7FC\uF7DFe", EscapedName.ToText([0x67, 0x72, 0xFC, 0xDF, 0x65]));
        Assert.Equal("gr\\xFC\\xDFe", EscapedName.Show("gr\uF7FC\uF7DFe"));
        Assert.Equal("grüße 😀", EscapedName.ToText("grüße 😀"u8));
        Assert.Null(EscapedName.ToBytes("a\ud800"));
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var name = new byte[random.Next(1, 12)];
            random.NextBytes(name);
            if (i % 3 == 0) name = [.. name, .. "ä\uF7FCz"u8];        // a name that really has a character of the escapes
            Assert.Equal(name, EscapedName.ToBytes(EscapedName.ToText(name)));
        }
    }
}
