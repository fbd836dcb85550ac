using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MeshEvents.Cli.Arguments;
using MeshEvents.Cli.Files;
using MeshEvents.Cli.Output;
using MeshEvents.Wire.Files;

namespace MeshEvents.Cli.Verbs;

static class CopyVerb
{
    static readonly IReadOnlyList<Column> columns =
    [
        Column.Member("OUTCOME", "outcome"), Column.Member("FROM", "from"), Column.Member("TO", "to"), Column.Member("BYTES", "bytes"), Column.Member("SHA256", "sha256"), Column.Member("WHY", "why"),
    ];

    public static readonly Verb Copy = new("cp", "Copy files to a device or from it. What breaks off goes on where it stopped, by itself or when it is started again.", RunAsync)
    {
        Positionals = [new("SRC", "a file or folder here, or DEVICE:/path; several with -r or not"), new("DST", "the other side: DEVICE:/path, or a path here")],
        ManyPositionals = true,
        Options =
        [
            new("recursive", null, "folders with all that is in them", Short: 'r'), new("permissions", null, "keep the rights of files (not of folders)", Short: 'p'),
            new("overwrite", null, "replace what is there under the name"), new("skip", null, "leave what is there"), new("rename", null, "keep both: report (2).txt"),
            new("reason", "TEXT", "why; stands in the history"), new("quiet", null, "no progress", Short: 'q'),
        ],
        Examples = ["mesh cp report.pdf pc-17:/home/mira/", "mesh cp -r pc-17:/var/log ./logs", "mesh cp -rp --overwrite site/ web-1:/srv/www", "mesh cp pc-17:/etc/hosts . -o json"],
    };

    static async Task<int> RunAsync(Call call, CancellationToken stop)
    {
        var terminal = call.Session.Terminal;
        var (device, sources, target, up) = Sides([.. call.Positionals.Select(Endpoint.Parse)]);
        var rules = new CopyRules(ConflictOf(call), call.Has("permissions"));
        var id = await Lookup.DeviceAsync(call.Session.Server, device, stop);
        using var progress = new CopyProgress(terminal, terminal.ErrorShown && !call.Has("quiet"));
        await using var link = new FilesLink(call.Session.Server, id, call["reason"], progress.Say);
        var files = new DeviceFiles(link);
        var tally = new CopyTally(progress);
        try
        {
            var plan = await PlanAsync();
            tally.Expect(plan.Items.Count);
            progress.Begin(plan.Total);
            await PrintAsync(call, tally, results => new Copier(link, files, id, up, rules, progress).RunAsync(plan, results, stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested) { throw new MeshException(Exit.Interrupted, $"Interrupted{tally.SoFar}.", tally.GoesOn); }
        catch (MeshException e) when (e.Code is Exit.Unreachable) { throw new MeshException(e.Code, $"{e.Message}{tally.SoFar}", tally.GoesOn ?? e.Next); }
        catch (DeviceRefusal e) { throw new MeshException(Exit.Refused, Plain.Line(e.Message)); }
        progress.Dispose();
        await call.Session.Out.SayAsync(tally.Summary);
        return tally.Failed > 0 ? throw new MeshException(Exit.Refused, tally.WhatFailed, tally.Taken ? "--overwrite, --skip or --rename says what becomes of names that are taken" : null) : Exit.Done;

        Task<CopyPlan> PlanAsync() => up ? new UploadPlan(files, rules, call.Has("recursive")).MakeAsync([.. sources.Select(s => s.Path)], target, stop)
            : new DownloadPlan(files, rules, call.Has("recursive")).MakeAsync([.. sources.Select(s => s.Path)], target, stop);
    }

    /// <summary>Prints what becomes of each file as it becomes so; a person is only told what went wrong.</summary>
    static async Task PrintAsync(Call call, CopyTally tally, Func<ChannelWriter<CopyResult>, Task> copy)
    {
        var results = Channel.CreateBounded<CopyResult>(new BoundedChannelOptions(64) { SingleReader = true });
        var copying = FillAsync();
        if (call.Session.Out.Format is OutputFormat.Table) await foreach (var result in results.Reader.ReadAllAsync()) tally.Take(result);
        else await call.Session.Out.RowsAsync(RowsAsync(), columns);
        await copying;

        async Task FillAsync()
        {
            try { await copy(results.Writer); }
            finally { results.Writer.Complete(); }
        }

        async IAsyncEnumerable<JsonElement> RowsAsync()
        {
            await foreach (var result in results.Reader.ReadAllAsync())
            {
                tally.Take(result);
                yield return JsonElement.Parse(new JsonObject
                {
                    ["outcome"] = result.Outcome.ToString().ToLowerInvariant(), ["from"] = EscapedName.Show(result.From), ["to"] = EscapedName.Show(result.To), ["bytes"] = result.Size, ["sha256"] = result.Sha256,
                    ["why"] = result.Why,
                }.ToJsonString());
            }
        }
    }

    static (string Device, IReadOnlyList<Endpoint> Sources, Endpoint Target, bool Up) Sides(IReadOnlyList<Endpoint> all)
    {
        var (sources, target) = (all.Take(all.Count - 1).ToList(), all[^1]);
        var far = sources.Where(s => s.Device is not null).Select(s => s.Device!).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (target.Device is null && far.Count == 0) throw Wrong("Neither side is on a device. Write DEVICE:/path for the one that is.");
        if (target.Device is not null && far.Count > 0) throw Wrong("Both sides are on devices. Copy to here first, and from here on.");
        if (far.Count > 1 || far.Count == 1 && sources.Any(s => s.Device is null)) throw Wrong("All sources must be on the same device, or here.");
        return target.Device is { } to ? (to, sources, target, true) : (far[0], sources, target, false);
    }

    static OnConflict ConflictOf(Call call)
    {
        var chosen = new[] { ("overwrite", OnConflict.Replace), ("skip", OnConflict.Skip), ("rename", OnConflict.KeepBoth) }.Where(c => call.Has(c.Item1)).ToList();
        return chosen.Count > 1 ? throw Wrong("Only one of --overwrite, --skip and --rename can be meant.") : chosen.Count == 1 ? chosen[0].Item2 : OnConflict.Fail;
    }

    static MeshException Wrong(string sentence) => new(Exit.Usage, sentence, "mesh cp --help");
}
