using System.Diagnostics;
using MeshEvents.Server.EmbeddedPostgres;
using Npgsql;
using Xunit;

namespace MeshEvents.Store.Tests;

public sealed class EmbeddedPostgresTests : IDisposable
{
    static readonly string[] Quick = ["fsync=off"];
    readonly string folder = OpenFolder("mesh-pg-");

    /// <summary>A temporary folder that the database user may pass through, as a data folder's parents normally are.</summary>
    internal static string OpenFolder(string prefix)
    {
        var made = Directory.CreateTempSubdirectory(prefix);
        if (!OperatingSystem.IsWindows()) made.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return made.FullName;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Removed by PostgreSQL's main process as its last act.</summary>
    static string LockOf(string folder) => Path.Combine(folder, "pg", "cluster", "postmaster.pid");

    static async Task<object?> AskAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    [Fact]
    public async Task Starts_keeps_its_data_and_listens_on_no_port()
    {
        var options = new EmbeddedPostgresOptions(folder) { Settings = Quick };
        await using (var first = await EmbeddedPostgres.StartAsync(options))
        {
            Assert.Equal("", await AskAsync(first, "show listen_addresses"));
            Assert.Equal("UTF8", await AskAsync(first, "show server_encoding"));
            await AskAsync(first, "create table kept as select 42 as n");
        }
        await using var second = await EmbeddedPostgres.StartAsync(options);
        Assert.False(second.Adopted);
        Assert.Equal(42, await AskAsync(second, "select n from kept"));
    }

    [Fact]
    public async Task Two_servers_never_share_a_data_folder()
    {
        await using var first = await EmbeddedPostgres.StartAsync(new(folder) { Settings = Quick });
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(new(folder)));
        Assert.Contains("in use by another server", refused.Message);
    }

    [Fact]
    public async Task One_that_outlived_its_killed_host_is_adopted_and_then_stopped()
    {
        using var child = Child.Start([], "host", folder);
        await Until.TrueAsync(() => child.Lines.Count == 1, "the child's server runs");
        await child.KillAsync();

        var adopted = await EmbeddedPostgres.StartAsync(new(folder) { Settings = Quick });
        var pid = adopted.ProcessId;
        Assert.True(adopted.Adopted);
        Assert.Equal($"{pid} False", child.Lines[0]);
        Assert.Equal(1, await AskAsync(adopted, "select 1"));
        adopted.Stop();
        Assert.False(File.Exists(LockOf(folder)), "its main process has ended");
    }

    [Fact]
    public async Task Runs_as_a_normal_user()
    {
        string[] asNobody = [];
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Equal(0, await ExitAsync("chown", "65534:65534", folder));
            asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"];
        }
        using var child = Child.Start(asNobody, "host", folder);
        await Until.TrueAsync(() => child.Lines.Count == 1, "the child's server runs");
        Assert.EndsWith(" False", child.Lines[0]);
        Assert.Equal(0, await child.EndAsync());
        Assert.False(File.Exists(LockOf(folder)), "its main process has ended");
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_works_all_the_same()
    {
        var deep = Path.Combine(folder, new string('d', 60), new string('e', 60));
        await using var postgres = await EmbeddedPostgres.StartAsync(new(deep) { Settings = Quick });
        var sockets = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;
        Assert.False(sockets.StartsWith(deep, StringComparison.Ordinal));
        Assert.True(Directory.Exists(Path.Combine(deep, "pg", "cluster")));
        Assert.Equal(1, await AskAsync(postgres, "select 1"));
        postgres.Stop();
        Directory.Delete(sockets, recursive: true);
    }

    [Fact]
    public async Task In_a_folder_the_database_user_may_not_enter_only_the_cluster_goes_elsewhere()
    {
        var data = Path.Combine(folder, "closed", "data");
        Directory.CreateDirectory(data);
        Assert.Equal(0, await ExitAsync("chmod", "0700", Path.GetDirectoryName(data)!));
        await using var postgres = await EmbeddedPostgres.StartAsync(new(data) { Settings = Quick });
        Assert.Equal(1, await AskAsync(postgres, "select 1"));
        Assert.Equal(!Environment.IsPrivilegedProcess, Directory.Exists(Path.Combine(data, "pg")));
        if (!Environment.IsPrivilegedProcess) return;
        var elsewhere = (await File.ReadAllTextAsync(Path.Combine(data, "postgres"))).Trim();
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(data, "instance")), await File.ReadAllTextAsync(Path.Combine(elsewhere, "instance")));
        postgres.Stop();
        Directory.Delete(elsewhere, recursive: true);
    }

    [Fact]
    public async Task A_strangers_database_is_not_adopted()
    {
        (await EmbeddedPostgres.StartAsync(new(folder) { Settings = Quick })).Stop();
        await File.WriteAllTextAsync(Path.Combine(folder, "instance"), $"{Guid.NewGuid()}");
        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(new(folder)));
        Assert.Contains("belongs to another data folder", refused.Message);
    }

    [Fact]
    public async Task What_is_missing_is_said_with_the_way_to_get_it()
    {
        var wrong = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(new(folder) { Binaries = "/nowhere" }));
        Assert.Contains("/nowhere", wrong.Message);
        var dangling = Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName;
        foreach (var tool in new[] { "initdb", "pg_ctl", "postgres" }) File.CreateSymbolicLink(Path.Combine(dangling, tool), "/nowhere/" + tool);
        Assert.Contains("does not hold", (await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(new(folder) { Binaries = dangling }))).Message);
        var cluster = Directory.CreateDirectory(Path.Combine(folder, "other", "pg", "cluster")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "other", "pg", "instance"), "x");
        await File.WriteAllTextAsync(Path.Combine(folder, "other", "instance"), "x");
        await File.WriteAllTextAsync(Path.Combine(cluster, "PG_VERSION"), "9\n");
        var old = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(new(Path.Combine(folder, "other"))));
        Assert.Contains("postgresql-9", old.Message);
        var broken = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(new(Path.Combine(folder, "third")) { Settings = ["shared_buffers=nonsense"] }));
        Assert.Contains("nonsense", broken.Message);
    }

    static async Task<int> ExitAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
