using FluentValidation;
using MeshEvents.Contracts.Devices;
using MeshEvents.Kernel;

namespace MeshEvents.Devices.Features;

static class Rules
{
    /// <summary>A name as people type it: one line, no blanks at its ends, nothing that turns or hides text.</summary>
    public static IRuleBuilderOptions<T, string> IsOneLine<T>(this IRuleBuilder<T, string> rule, int most) => rule
        .NotEmpty().MaximumLength(most).Must(text => text is null || Clean.Line(text, most) == text).WithMessage("'{PropertyName}' is one line without control characters or blanks at its ends.");

    /// <summary>Each of its words is one there is.</summary>
    public static IRuleBuilderOptions<T, ConsentRule> IsRule<T>(this IRuleBuilder<T, ConsentRule> rule) => rule
        .Must(r => r is null || Enum.IsDefined(r.Desktop) && Enum.IsDefined(r.Terminal) && Enum.IsDefined(r.Files)).WithMessage("Each kind of session is Unattended, Tell or Ask.");

    /// <summary>Text of several lines: everything but NUL and half characters.</summary>
    public static IRuleBuilderOptions<T, string> IsText<T>(this IRuleBuilder<T, string> rule, int most) => rule
        .NotNull().MaximumLength(most).Must(text => text is null || Clean.Text(text, most) == text).WithMessage("'{PropertyName}' holds characters that cannot be kept.");
}
