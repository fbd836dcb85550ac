using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Server.Features;

public sealed record DeadLetterResent(string Name) : Fact;
public sealed record Resend(Guid Id) : Message;

public sealed record DeadLetterRows(IReadOnlyList<DeadLetter> Rows);

/// <summary>Messages and reactions that failed for good, with their last error.</summary>
public sealed record FindDeadLetters : IQuery<DeadLetterRows>
{
    internal static async Task<DeadLetterRows?> Answer(FindDeadLetters q, Reads reads) => new(await reads.Ask<Bus.DeadLetters>().AllAsync(reads.Tenant, CancellationToken.None));

    internal static void Map(Slices slices) => slices.Query<FindDeadLetters, DeadLetterRows>("GET /api/server/dead-letters", _ => SitePermissions.Mend.Everywhere, Answer);
}

/// <summary>Try a dead letter again.</summary>
public sealed record ResendDeadLetter(Guid Id) : ICommand
{
    internal static async Task<DeadLetter?> Load(ResendDeadLetter c, Reads reads) => (await reads.Ask<Bus.DeadLetters>().AllAsync(reads.Tenant, CancellationToken.None)).FirstOrDefault(l => l.Id == c.Id);

    public static Decision Decide(ResendDeadLetter c, DeadLetter letter, Ask ask) => Decision.Of(new DeadLetterResent(letter.Name)).Then(new Resend(c.Id));

    internal static void Map(Slices slices) => slices.Create<Operation, ResendDeadLetter, DeadLetter>("POST /api/server/dead-letters/{id}/resend", _ => SitePermissions.Mend.Everywhere, Load, Decide);
}

sealed class ResendHandler(Bus.DeadLetters letters) : IHandle<Resend>
{
    public Task HandleAsync(Resend message, Permit permit, CancellationToken stop) => letters.ResendAsync(message.Id, stop);
}
