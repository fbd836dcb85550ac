namespace MeshEvents.Wire.Files;

/// <summary>How much one message of a files tunnel may hold. Paths and names in UTF-16 units of their text form; sizes in bytes.</summary>
public static class FileLimits
{
    /// <summary>A request or an answer, and how deep its JSON may be.</summary>
    public const int Json = 256 * 1024, Depth = 8;

    /// <summary>A path, a name in it, names of one request, and a message for people.</summary>
    public const int Path = 8 * 1024, Name = 1024, Names = 1000, Sentence = 500;

    /// <summary>A request id or tag as it stands in the JSON.</summary>
    public const int Id = 256;

    /// <summary>Rights that may be given to a file: no bit by which it would run as somebody else.</summary>
    public const int Mode = 0x1FF;

    /// <summary>Data of one chunk that we send, and the most that is taken.</summary>
    public const int Chunk = 128 * 1024, LargestChunk = 256 * 1024;

    /// <summary>A piece of <see cref="PieceHash"/>; chunks of a transfer that is hashed so are one each.</summary>
    public const int Piece = LargestChunk;

    /// <summary>Chunks that may be on their way before the first must be acknowledged.</summary>
    public const int Window = 16;

    /// <summary>Entries of a folder in one message; entries of a listing that is not in pages.</summary>
    public const int Page = 500, WholeListing = 2000;
}
