using System.Security.Cryptography;
using Npgsql;

namespace MeshEvents.Store;

/// <summary>
/// Brings ring and database together at start. Every ring key ever used here has a line in <c>keys.ring</c> with a proof only that key opens, so
/// that a missing or strange ring is found before anything is sealed with it (architecture 13.1).
/// </summary>
public static class RingGuard
{
    /// <summary>The ring of this database; made when neither side has one yet.</summary>
    /// <exception cref="StoreRefusedException">The ring is missing, damaged, or another one. The message names the file to restore.</exception>
    public static async Task<KeyRing> OpenAsync(string file, Database database, TimeProvider time, CancellationToken stop = default)
    {
        await using var connection = await database.Owner.OpenConnectionAsync(stop);
        var proofs = await ProofsAsync(connection, stop);
        if (!File.Exists(file))
        {
            if (proofs.Count > 0)
                throw new StoreRefusedException($"The key ring {file} is missing, but the database holds values sealed with it. Restore this file from a backup; nothing else can open them.");
            KeyRing.Create(file, time.GetUtcNow());
        }
        var ring = KeyRing.Read(file);
        foreach (var (id, proof) in proofs)
            if (!Opens(ring, id, proof))
                throw new StoreRefusedException($"The key ring {file} is another one than this database was sealed with: key {id:x8} is not in it. Restore the file that belongs to this database.");
        foreach (var id in ring.Ids.Except(proofs.Keys))
        {
            await using var note = Command.On(connection, null, "insert into keys.ring (key_id, proof) values ($1, $2) on conflict do nothing", (long)id, ring.Prove(id));
            await note.ExecuteNonQueryAsync(stop);
        }
        return ring;
    }

    static bool Opens(KeyRing ring, uint id, byte[] proof)
    {
        try
        {
            ring.Open(proof, KeyRing.ProofOf(id));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    static async Task<Dictionary<uint, byte[]>> ProofsAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var proofs = new Dictionary<uint, byte[]>();
        await using var command = Command.On(connection, null, "select key_id, proof from keys.ring");
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop)) proofs.Add((uint)reader.GetInt64(0), reader.GetFieldValue<byte[]>(1));
        return proofs;
    }
}
