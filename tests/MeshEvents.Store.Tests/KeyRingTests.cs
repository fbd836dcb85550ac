using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using MeshEvents.Kernel;
using Xunit;

namespace MeshEvents.Store.Tests;

public sealed class KeyRingTests : IAsyncLifetime
{
    static readonly Guid Owner = Guid.NewGuid();
    StoreFixture world = null!;
    public async Task InitializeAsync() => world = await StoreFixture.NewAsync();
    public async Task DisposeAsync() => await world.DisposeAsync();

    Task KeepAsync(string kind, Secret? value, EventStore? store = null) => (store ?? world.Store).AppendAsync(
        world.By(world.Someone, new StreamAppend(Guid.NewGuid(), "shop", 0, [new ShopCounted(1)])) with { Kept = [(kind, Owner, value)] });

    [Fact]
    public async Task A_kept_secret_is_sealed_read_replaced_and_taken_away()
    {
        await KeepAsync("password", new("correct horse"));
        var raw = (await world.ScalarAsync<byte[]>("select sealed from keys.secret"))!;
        Assert.Equal(-1, raw.AsSpan().IndexOf("horse"u8));
        Assert.Equal("correct horse", (await world.Store.SecretAsync(world.Tenant, "password", Owner))!.Reveal());
        Assert.Null(await world.Store.SecretAsync(world.Tenant, "seed", Owner));
        Assert.Null(await world.Store.SecretAsync(Guid.NewGuid(), "password", Owner));

        await KeepAsync("password", new("battery staple"));
        Assert.Equal("battery staple", (await world.Store.SecretAsync(world.Tenant, "password", Owner))!.Reveal());
        await KeepAsync("password", null);
        Assert.Null(await world.Store.SecretAsync(world.Tenant, "password", Owner));
    }

    [Fact]
    public async Task A_sealed_secret_moved_to_another_kind_does_not_open()
    {
        await KeepAsync("password", new("correct horse"));
        await world.RunAsync("update keys.secret set kind = 'code'");
        await Assert.ThrowsAnyAsync<CryptographicException>(() => world.Store.SecretAsync(world.Tenant, "code", Owner));
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task The_ring_is_made_once_private_and_found_again()
    {
        var file = Path.Combine(world.NewFolder(), "keys", "ring.json");
        var made = await RingGuard.OpenAsync(file, world.Database, TimeProvider.System);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        var again = await RingGuard.OpenAsync(file, world.Database, TimeProvider.System);
        Assert.Equal("x", Encoding.UTF8.GetString(again.Open(made.Seal("x"u8, "here"), "here")));
    }

    [Fact]
    public async Task A_missing_or_strange_ring_refuses_the_start_and_names_the_file()
    {
        var file = Path.Combine(world.NewFolder(), "ring.json");
        var ring = await RingGuard.OpenAsync(file, world.Database, TimeProvider.System);
        await KeepAsync("password", new("correct horse"), world.Again(World.Views(), ring: ring));

        var kept = await File.ReadAllBytesAsync(file);
        File.Delete(file);
        var missing = await Assert.ThrowsAsync<StoreRefusedException>(() => RingGuard.OpenAsync(file, world.Database, TimeProvider.System));
        Assert.Contains(file, missing.Message);
        Assert.False(File.Exists(file));

        KeyRing.Create(file, DateTimeOffset.UtcNow);
        var strange = await Assert.ThrowsAsync<StoreRefusedException>(() => RingGuard.OpenAsync(file, world.Database, TimeProvider.System));
        Assert.Contains("another", strange.Message);

        await File.WriteAllTextAsync(file, "[]");
        Assert.Contains("damaged", (await Assert.ThrowsAsync<StoreRefusedException>(() => RingGuard.OpenAsync(file, world.Database, TimeProvider.System))).Message);
        await File.WriteAllBytesAsync(file, kept);
        Assert.Equal(ring.NewestId, (await RingGuard.OpenAsync(file, world.Database, TimeProvider.System)).NewestId);
    }

    [Fact]
    public async Task A_renewed_ring_seals_with_the_new_key_and_opens_the_old()
    {
        var file = Path.Combine(world.NewFolder(), "ring.json");
        var old = await RingGuard.OpenAsync(file, world.Database, TimeProvider.System);
        var (before, (macKey, mac)) = (old.Seal("x"u8, "here"), old.Hmac("tickets", "payload"u8));
        var renewed = old.Renewed(DateTimeOffset.UtcNow);
        Assert.NotEqual(old.NewestId, renewed.NewestId);
        Assert.Equal("x", Encoding.UTF8.GetString(renewed.Open(before, "here")));
        Assert.Throws<CryptographicException>(() => old.Open(renewed.Seal("x"u8, "here"), "here"));
        Assert.True(renewed.Verify("tickets", macKey, "payload"u8, mac));
        Assert.False(renewed.Verify("tickets", macKey, "Payload"u8, mac));
        Assert.False(renewed.Verify("other", macKey, "payload"u8, mac));
        Assert.False(old.Verify("tickets", renewed.NewestId, "payload"u8, mac));
        Assert.Equal(renewed.NewestId, (await RingGuard.OpenAsync(file, world.Database, TimeProvider.System)).NewestId);
    }

    [Fact]
    public void Sealed_values_are_refused_at_every_length_and_flipped_bit()
    {
        var closed = world.Ring.Seal("secret"u8, "here");
        for (var length = 0; length < closed.Length; length++) Assert.ThrowsAny<CryptographicException>(() => world.Ring.Open(closed.AsSpan(0, length), "here"));
        for (var bit = 0; bit < closed.Length * 8; bit++)
        {
            var bad = (byte[])closed.Clone();
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.ThrowsAny<CryptographicException>(() => world.Ring.Open(bad, "here"));
        }
        Assert.ThrowsAny<CryptographicException>(() => world.Ring.Open(closed, "there"));
    }
}
