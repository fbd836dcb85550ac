using MeshEvents.Identity;
using MeshEvents.Identity.Features;
using static MeshEvents.Testing.Story;

namespace MeshEvents.Modules.Tests.Identity.Features;

public sealed class ChangeSiteRightsTests
{
    static readonly UserCreated Made = new(Pii.Of(Some.Noor, "noor"), null, 0);
    static readonly Tenant New = new(), SetUpBefore = new() { SetUp = true };

    [Fact]
    public void Changes_and_the_same_is_no_news()
    {
        Given<User>(Made).Knowing(SetUpBefore).When(new ChangeSiteRights(Some.Noor, Rights.Full), ChangeSiteRights.Decide).Then(new SiteRightsChanged(0, Rights.Full));
        Given<User>(Made).Knowing(SetUpBefore).When(new ChangeSiteRights(Some.Noor, 0), ChangeSiteRights.Decide).ThenNothing();
    }

    [Fact]
    public void The_first_administrator_made_by_hand_closes_set_up() =>
        Given<User>(Made).Knowing(New).When(new ChangeSiteRights(Some.Noor, Rights.Full), ChangeSiteRights.Decide)
            .Then(new SiteRightsChanged(0, Rights.Full)).ThenAlso((new TenantId(Asked.By.Tenant), new SetUpFinished(Some.Noor)));
}
