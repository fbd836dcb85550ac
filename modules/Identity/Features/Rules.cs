using System.Security.Cryptography;
using FluentValidation;
using MeshEvents.Kernel;

namespace MeshEvents.Identity.Features;

/// <summary>What a name and a new password must be, everywhere the same.</summary>
static class Rules
{
    public const int LeastPassword = 12, MostPassword = 256;

    public static IRuleBuilderOptions<T, string> IsUserName<T>(this IRuleBuilder<T, string> rule) => rule
        .NotEmpty().MaximumLength(64)
        .Must(n => n is null || Clean.Line(n, 64) == n && !n.Contains('/') && !n.StartsWith('~')).WithMessage("A name has no '/', no line breaks, no blanks at its ends, and does not begin with '~'.");

    public static IRuleBuilderOptions<T, string> IsNewPassword<T>(this IRuleBuilder<T, string> rule) => rule
        .NotEmpty().MinimumLength(LeastPassword).WithMessage($"A password has at least {LeastPassword} characters.").MaximumLength(MostPassword);
}

/// <summary>A group's id on the agent's wire: 48 random bytes, base64 with @ and $ (spec/agent-handshake.md 3).</summary>
static class MeshIdText
{
    public static string Fresh() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)).Replace('+', '@').Replace('/', '$');
}
