using System.Text.Json;
using FluentValidation;
using MeshEvents.Kernel;
using Xunit;

namespace MeshEvents.Testing;

/// <summary>Given what happened, when this is asked, then these facts or this refusal. <c>When</c> also runs the command's validator.</summary>
public static class Story
{
    public static readonly Actor Mira = new(ActorKind.User, new Guid("00000000-0000-7000-8000-0000000000aa"), "mira", new Guid("00000000-0000-7000-8000-00000000000f"), Via.Web, "192.0.2.7",
        new Guid("00000000-0000-7000-8000-0000000000bb"), "pwd");

    /// <summary>What every story is asked with: Mira, on a day in March, the same fresh values each time.</summary>
    public static readonly Ask Asked = new(Mira, new(2026, 3, 3, 9, 14, 0, TimeSpan.Zero), new Guid("00000000-0000-7000-8000-0000000000cc"), new byte[32]);

    public static Past<T> Given<T>(params Fact[] history) where T : class, IAggregate<T>, new() => new(history.Aggregate(new T(), T.Evolve));

    public static Known<T> Knowing<T>(T known) => new(known);

    public static Made When<C>(C command, Func<C, Ask, Decision> decide) where C : ICommand => Made.Of(command, () => decide(command, Asked));

    /// <summary>The validator's fields that say no to this.</summary>
    public static string[] Invalid(object asked) =>
        [.. ((IValidator)Activator.CreateInstance(asked.GetType().GetNestedType("Validator")!)!).Validate(new ValidationContext<object>(asked)).Errors.Select(e => e.PropertyName).Distinct()];

    public sealed record Past<T>(T State)
    {
        public PastKnown<T, K> Knowing<K>(K known) => new(State, known);
        public Made When<C>(C command, Func<C, T, Decision> decide) where C : ICommand => Made.Of(command, () => decide(command, State));
        public Made When<C>(C command, Func<C, T, Ask, Decision> decide) where C : ICommand => Made.Of(command, () => decide(command, State, Asked));
    }

    public sealed record PastKnown<T, K>(T State, K Known)
    {
        public Made When<C>(C command, Func<C, T, K, Ask, Decision> decide) where C : ICommand => Made.Of(command, () => decide(command, State, Known, Asked));
    }

    public sealed record Known<K>(K Value)
    {
        public Made When<C>(C command, Func<C, K, Ask, Decision> decide) where C : ICommand => Made.Of(command, () => decide(command, Value, Asked));
    }

    public sealed record Made(Decision Decision)
    {
        internal static Made Of(ICommand command, Func<Decision> decide)
        {
            if (command.GetType().GetNestedType("Validator") is not null) Assert.Empty(Invalid(command));
            return new(decide());
        }

        /// <summary>Exactly these facts on the command's own stream; none: no news.</summary>
        public Made Then(params Fact[] facts)
        {
            Assert.Null(Decision.Refusal);
            Assert.Equal(facts.Select(Text), Decision.Facts.Select(Text));
            return this;
        }

        public Made ThenAlso(params (IId Stream, Fact Fact)[] others)
        {
            Assert.Equal(others.Select(o => (o.Stream.Value, Text(o.Fact))), Decision.Others.Select(o => (o.Stream.Value, Text(o.Fact))));
            return this;
        }

        public Made ThenSends(params Message[] messages)
        {
            Assert.Equal(messages.Select(Text), Decision.Messages.Select(Text));
            return this;
        }

        public Made ThenLater(params (TimeSpan In, ICommand Command)[] timers)
        {
            Assert.Equal(timers, Decision.Timers);
            return this;
        }

        /// <summary>These secrets in the same commit, and in no fact.</summary>
        public Made ThenKeeps(params (string Kind, IId Of)[] kept)
        {
            Assert.Equal(kept.Select(k => (k.Kind, k.Of.Value)), Decision.Kept.Select(k => (k.Kind, k.Of.Value)));
            foreach (var (_, _, secret) in Decision.Kept)
                Assert.DoesNotContain(Decision.Facts.Concat(Decision.Others.Select(o => o.Fact)), f => secret is not null && Text(f).Contains(secret.Reveal(), StringComparison.Ordinal));
            return this;
        }

        /// <summary>Nothing is said, sent, planned or kept.</summary>
        public void ThenNothing()
        {
            Then().ThenAlso().ThenSends().ThenLater().ThenKeeps();
        }

        public void ThenRefused(string code)
        {
            Assert.Equal(code, Decision.Refusal?.Code);
            Assert.Empty(Decision.Facts);
            Assert.Empty(Decision.Others);
        }

        /// <summary>What the caller is told, with these services at hand.</summary>
        public T Answer<T>(params object[] services) => Assert.IsAssignableFrom<T>(Decision.AnswerFor(new These(services)));

        /// Facts may hold lists: equal are those with the same JSON.
        static string Text(object thing) => $"{thing.GetType().Name} {JsonSerializer.Serialize(thing, thing.GetType(), Json.Web)}";
    }

    sealed class These(object[] services) : IServiceProvider
    {
        public object? GetService(Type type) => services.FirstOrDefault(type.IsInstanceOfType);
    }
}
