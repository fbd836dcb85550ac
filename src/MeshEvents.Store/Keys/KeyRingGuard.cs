using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>Ring and database belong together: the database holds a proof for each ring key ever used with it (architecture 13.1).</summary>
public static class KeyRingGuard
{
    const string Proof = "proof";

    /// <summary>The ring of this database; made when there is none and nothing was sealed yet.</summary>
    /// <exception cref="StoreRefusedException">The ring is missing, or another one.</exception>
    public static async Task<KeyRing> OpenAsync(Database database, string file, TimeProvider time, CancellationToken stop = default)
    {
        await using var connection = await database.Owner.OpenConnectionAsync(stop);
        var proofs = new List<(long Id, byte[] Box)>();
        await using (var command = Command.On(connection, null, "select key_id, proof from keys.ring"))
        await using (var reader = await command.ExecuteReaderAsync(stop))
            while (await reader.ReadAsync(stop)) proofs.Add((reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));

        if (!File.Exists(file) && proofs.Count > 0)
            throw new StoreRefusedException($"The database holds values sealed with a key ring, but {file} is missing. Restore that file from a backup; without it passwords and personal data cannot be read.");
        var ring = File.Exists(file) ? KeyRing.Read(file) : KeyRing.Create(file, time.GetUtcNow());
        if (!proofs.TrueForAll(p => Opens(ring, p.Box)))
            throw new StoreRefusedException($"The key ring {file} is not the one this database was used with. Restore the right file from a backup, or choose the database that belongs to it.");
        await NoteAsync(connection, ring, stop);
        return ring;
    }

    static bool Opens(KeyRing ring, byte[] box)
    {
        try { return Encoding.ASCII.GetString(ring.Open(box, Proof)) == Proof; }
        catch (CryptographicException) { return false; }
    }

    static async Task NoteAsync(NpgsqlConnection connection, KeyRing ring, CancellationToken stop)
    {
        await using var command = Command.On(connection, null, "insert into keys.ring (key_id, proof) values ($1, $2) on conflict (key_id) do nothing",
            (long)ring.NewestId, ring.Seal(Encoding.ASCII.GetBytes(Proof), Proof));
        await command.ExecuteNonQueryAsync(stop);
    }
}
