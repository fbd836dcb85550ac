using MeshEvents.Wire.Files;

namespace MeshEvents.Sessions.Files;

enum Assembled
{
    /// <summary>Data, or a message that has not ended yet.</summary>
    Nothing,
    Whole,
    TooLong,
}

/// <summary>Puts the JSON messages of one direction together, however they are cut; data and what is too long is passed by.</summary>
sealed class MessageAssembler(int limit)
{
    readonly MemoryStream kept = new();
    bool begun, passing;

    /// <param name="message">Good until the next call, when whole.</param>
    public Assembled Take(ReadOnlyMemory<byte> piece, bool last, out ReadOnlyMemory<byte> message)
    {
        message = default;
        if (!begun && piece.Length > 0)
        {
            begun = true;
            passing = !FileRequestReader.IsJson(piece.Span);
            kept.SetLength(0);
        }
        var seen = Assembled.Nothing;
        if (begun && !passing)
        {
            if (last && kept.Length == 0 && piece.Length <= limit) (message, seen) = (piece, Assembled.Whole);
            else if (kept.Length + piece.Length > limit) (passing, seen) = (true, Assembled.TooLong);
            else
            {
                kept.Write(piece.Span);
                if (last) (message, seen) = (kept.GetBuffer().AsMemory(0, (int)kept.Length), Assembled.Whole);
            }
        }
        if (last) begun = false;
        return seen;
    }
}
