using FluentValidation;
using MeshEvents.Bus;
using MeshEvents.Contracts.Devices;
using MeshEvents.Devices.Enrolment;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Features;

/// <param name="Code">Shown this once.</param>
/// <param name="Line">To paste on the device, in a root shell.</param>
public sealed record NewEnrolmentCode(EnrolmentCodeId Id, string Code, DateTimeOffset ExpiresAt, string Line);

/// <summary>A right to add devices to a group, for some hours and for any or a limited number of devices.</summary>
public sealed record CreateEnrolmentCode(GroupId GroupId, int Hours = 24, int? Limit = null) : ICommand<NewEnrolmentCode>
{
    const int MostHours = 24 * 366;

    public sealed class Validator : AbstractValidator<CreateEnrolmentCode>
    {
        public Validator()
        {
            RuleFor(c => c.Hours).InclusiveBetween(1, MostHours);
            RuleFor(c => c.Limit).InclusiveBetween(1, 100_000).When(c => c.Limit is not null);
        }
    }

    public static Decision<NewEnrolmentCode> Decide(CreateEnrolmentCode c, Ask ask)
    {
        var (id, code, ends) = (ask.NewId<EnrolmentCodeId>(), CodeText.From(ask.Fresh("code")), ask.At.AddHours(c.Hours));
        return Decision.Of(new EnrolmentCodeCreated(c.GroupId, code.Name, ends, c.Limit))
            .Keep(EnrolmentSecrets.Code, id, new(CodeText.HashOf(code.Secret)))
            .AnswerFrom((InstallLines lines) => new NewEnrolmentCode(id, code.ToString(), ends, lines.For(code.ToString())));
    }

    internal static void Map(Slices slices) =>
        slices.Create<EnrolmentCode, CreateEnrolmentCode>("POST /api/groups/{groupId}/codes", c => GroupPermissions.AddDevice.On(c.GroupId), Decide);
}

static class EnrolmentSecrets
{
    public const string Code = "devices.enrolment-code";
}
