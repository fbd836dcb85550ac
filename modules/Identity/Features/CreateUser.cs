using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Identity;
using MeshEvents.Identity.SignIn;
using MeshEvents.Identity.Views;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Identity.Features;

/// <summary>Make an account. It has no rights on any group until somebody gives it some.</summary>
public sealed record CreateUser(string Name, string? Email, string Password, bool Administrator = false) : ICommand
{
    public sealed class Validator : AbstractValidator<CreateUser>
    {
        public Validator()
        {
            RuleFor(c => c.Name).IsUserName();
            RuleFor(c => c.Email).MaximumLength(254).EmailAddress().When(c => !string.IsNullOrEmpty(c.Email));
            RuleFor(c => c.Password).IsNewPassword();
        }
    }

    /// <param name="Taken">For the sentence; of two at once the view's own uniqueness refuses one.</param>
    public sealed record Known(Secret? Hash, bool MayMakeAdministrators, bool Taken = false);

    internal static async Task<Known?> Load(CreateUser c, Reads reads)
    {
        if ((await reads.RowsAsync<UserRow>($"name_key = {UserRow.KeyOf(c.Name)}")).Count > 0) return new(null, false, Taken: true);
        return new(await reads.Ask<Passwords>().HashAsync(c.Password), await reads.Ask<IRightsNow>().OnSiteAsync(reads.By, CancellationToken.None) == Rights.Full);
    }

    public static Decision Decide(CreateUser c, Known known, Ask ask)
    {
        if (known.Taken) return Refuse.Conflict("identity.name-taken", $"There is already an account named '{c.Name}'. Choose another name.");
        if (known.Hash is not { } hash) return NewPassword.Busy;
        if (c.Administrator && !known.MayMakeAdministrators) return Refuse.NotAllowed;

        var user = ask.NewId<UserId>();
        return Decision.Of(new UserCreated(Pii.Of(user, c.Name), string.IsNullOrEmpty(c.Email) ? null : Pii.Of(user, c.Email), c.Administrator ? Rights.Full : 0))
            .Keep(UserSecrets.Password, user, hash);
    }

    internal static void Map(Slices slices) => slices.Create<User, CreateUser, Known>("POST /api/users", _ => SitePermissions.ManageUsers.Everywhere, Load, Decide);
}

/// <summary>Every account of the tenant, by name.</summary>
public sealed record FindUsers(string? Name = null, string? After = null, int Take = 100) : IQuery<Page<UserRow>>
{
    internal static async Task<Page<UserRow>?> Answer(FindUsers q, Reads reads) =>
        await reads.PageOfAllAsync<UserRow>(q.After, q.Take, orderBy: "name", $"({q.Name}::text is null or name ilike '%' || {q.Name} || '%')");

    internal static void Map(Slices slices) => slices.Query<FindUsers, Page<UserRow>>("GET /api/users", _ => SitePermissions.ManageUsers.Everywhere, Answer);
}
