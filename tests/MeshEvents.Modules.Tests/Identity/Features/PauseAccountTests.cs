using MeshEvents.Identity;
using MeshEvents.Identity.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Identity.Features;

public sealed class PauseAccountTests
{
    static readonly DateTimeOffset soon = new(2026, 3, 3, 9, 24, 0, TimeSpan.Zero);
    static readonly UserCreated Made = new(Pii.Of(Some.Noor, "noor"), null, 0);

    [Fact]
    public void Too_many_wrong_passwords_are_an_event() =>
        Given<User>(Made).When(new PauseAccount(Some.Noor, soon, 10), PauseAccount.Decide).Then(new AccountPaused(soon, 10));

    [Fact]
    public void The_same_pause_is_no_news() =>
        Given<User>(Made, new AccountPaused(soon, 10)).When(new PauseAccount(Some.Noor, soon.AddMinutes(-1), 11), PauseAccount.Decide).ThenNothing();
}
