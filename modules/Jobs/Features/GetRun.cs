using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Contracts.Jobs;
using MeshEvents.Jobs.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Jobs.Features;

/// <param name="Number">Counts from 0 within the run.</param>
/// <param name="Error">Written to the program's standard error.</param>
/// <param name="Bytes">As written, at most 64 KB; in JSON base64.</param>
public sealed record OutputPiece(int Number, bool Error, DateTimeOffset At, byte[] Bytes);

/// <param name="Readable">Whether one may read what it wrote and answered; without it neither is here.</param>
/// <param name="Answer">The device's answer as it wrote it: a JSON object, or nothing yet.</param>
/// <param name="Next">The number to go on from.</param>
public sealed record RunPage(RunRow Run, bool Readable, string? Answer, IReadOnlyList<OutputPiece> Pieces, int Next);

/// <summary>A run and what its program wrote, from a piece on; ask again from <c>next</c> for the rest.</summary>
public sealed record GetRun(RunId RunId, int From = 0) : IQuery<RunPage>
{
    const int Most = 16;

    public sealed class Validator : AbstractValidator<GetRun>
    {
        public Validator() => RuleFor(q => q.From).GreaterThanOrEqualTo(0);
    }

    internal static async Task<RunPage?> Answer(GetRun q, Reads reads)
    {
        if ((await reads.RowsAsync<RunSheet, DeviceId>(DevicePermissions.See, $"id = {q.RunId}")).SingleOrDefault() is not { } sheet) return null;
        var row = (await Shown.OfAsync([sheet], reads))[0];
        var scope = await reads.ScopeAsync(Actions.PermissionOf(sheet.Action));
        if (!scope.All && !scope.Groups.Contains(sheet.GroupId.Value)) return new(row, false, null, [], 0);

        var pieces = await reads.SqlAsync($"select number, error, at, bytes from jobs.output where run_id = {q.RunId} and number >= {q.From} order by number limit {Most}",
            r => new OutputPiece(r.GetInt32(0), r.GetBoolean(1), r.GetFieldValue<DateTimeOffset>(2), r.GetFieldValue<byte[]>(3)));
        var answer = await reads.SqlAsync($"select result from jobs.answer where run_id = {q.RunId}", r => r.GetString(0));
        return new(row, true, answer.SingleOrDefault(), pieces, pieces.Count == 0 ? q.From : pieces[^1].Number + 1);
    }

    internal static void Map(Slices slices) => slices.Query<GetRun, RunPage>("GET /api/runs/{runId}", _ => Need.SignedIn, Answer);
}
