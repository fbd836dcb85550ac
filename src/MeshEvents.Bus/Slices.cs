using FluentValidation;
using MeshEvents.Kernel;
using MeshEvents.Store;

namespace MeshEvents.Bus;

/// <summary>What a command's deciding step gives: the stream, the version it was decided on (0 = a new stream), and the decision.</summary>
/// <param name="About">What the stream itself knows to be about.</param>
public readonly record struct Decided(Guid Stream, long Expected, Decision Decision, About? About = null);

/// <summary>One feature as the pipeline sees it.</summary>
/// <param name="Route">Verb and path, or null for what only the server asks.</param>
/// <param name="StreamType">Name of the aggregate in snake case.</param>
public sealed record Slice(string Name, string? Route, Type Asked, Type? Answer, Func<object, Need> Needs, Lazy<IValidator?> Validator)
{
    public string StreamType { get; init; } = "";
    public AboutSlot? Slot { get; init; }
    public bool Creates { get; init; }
    public Func<object, Reads, Ask, Task<Decided>>? Decide { get; init; }
    public Func<object, Reads, Task<object?>>? Query { get; init; }

    /// <summary>Looking is a fact, on this stream.</summary>
    public Func<object, Fact>? Recorded { get; set; }
}

public sealed class QueryOf<TQuery>(Slice slice)
{
    /// <summary>Looking is a fact: it is committed before anything is shown.</summary>
    public QueryOf<TQuery> Recorded(Func<TQuery, Fact> fact) { slice.Recorded = q => fact((TQuery)q); return this; }
}

/// <summary>Every feature says here how it is reached, what it needs and who decides.</summary>
public sealed class Slices
{
    /// <summary>Route of a command that only the server itself asks.</summary>
    public const string? Inside = null;

    readonly Dictionary<Type, Slice> byType = [];

    public IReadOnlyCollection<Slice> All => byType.Values;

    public Slice Of(Type asked) => byType.TryGetValue(asked, out var slice) ? slice : throw new InvalidOperationException($"No module lists {asked.Name}.");

    /// <summary>The aggregate that lives on streams with this kind of id: <c>DeviceId</c> to <c>device</c>.</summary>
    public string StreamTypeOf(IId id) => Words.Snake(id.GetType().Name.EndsWith("Id", StringComparison.Ordinal) ? id.GetType().Name[..^2] : id.GetType().Name);

    public void Change<TAggregate, TCommand>(string? route, Func<TCommand, Need> needs, Func<TCommand, TAggregate, Decision> decide, Func<TCommand, IId>? stream = null)
        where TAggregate : class, IAggregate<TAggregate>, new() where TCommand : ICommand =>
        Change<TAggregate, TCommand>(route, needs, (c, a, _) => decide(c, a), stream, Answers<TCommand>(decide));

    public void Change<TAggregate, TCommand>(string? route, Func<TCommand, Need> needs, Func<TCommand, TAggregate, Ask, Decision> decide, Func<TCommand, IId>? stream = null)
        where TAggregate : class, IAggregate<TAggregate>, new() where TCommand : ICommand =>
        Change(route, needs, decide, stream, Answers<TCommand>(decide));

    void Change<TAggregate, TCommand>(string? route, Func<TCommand, Need> needs, Func<TCommand, TAggregate, Ask, Decision> decide, Func<TCommand, IId>? stream, Type? answer)
        where TAggregate : class, IAggregate<TAggregate>, new() where TCommand : ICommand =>
        Add<TAggregate, TCommand>(route, needs, answer, creates: false, async (c, reads, ask) =>
        {
            var id = StreamOf(c, needs, stream);
            return await reads.Load<TAggregate>(id) is var (state, version) ? new(id, version, decide(c, state, ask), AboutOf(state)) : new(id, 0, Refuse.NotThere);
        });

    public void Change<TAggregate, TCommand, TKnown>(string? route, Func<TCommand, Need> needs, Func<TCommand, Reads, Task<TKnown?>> load,
        Func<TCommand, TAggregate, TKnown, Ask, Decision> decide, Func<TCommand, IId>? stream = null)
        where TAggregate : class, IAggregate<TAggregate>, new() where TCommand : ICommand where TKnown : class =>
        Add<TAggregate, TCommand>(route, needs, Answers<TCommand>(decide), creates: false, async (c, reads, ask) =>
        {
            var id = StreamOf(c, needs, stream);
            return await reads.Load<TAggregate>(id) is var (state, version) && await load(c, reads) is { } known
                ? new(id, version, decide(c, state, known, ask), AboutOf(state)) : new(id, 0, Refuse.NotThere);
        });

    /// <summary>A change of something of the asker's own, which the command does not name: the login session, the account, the tenant.</summary>
    public void ChangeOwn<TAggregate, TCommand>(string? route, Func<TCommand, Need> needs, Func<Actor, Guid?> stream, Func<TCommand, TAggregate, Ask, Decision> decide)
        where TAggregate : class, IAggregate<TAggregate>, new() where TCommand : ICommand =>
        Add<TAggregate, TCommand>(route, needs, Answers<TCommand>(decide), creates: false, async (c, reads, ask) =>
            stream(reads.By) is { } id && await reads.Load<TAggregate>(id) is var (state, version) ? new(id, version, decide(c, state, ask), AboutOf(state)) : new(default, 0, Refuse.NotThere));

    public void ChangeOwn<TAggregate, TCommand, TKnown>(string? route, Func<TCommand, Need> needs, Func<Actor, Guid?> stream, Func<TCommand, Reads, Task<TKnown?>> load,
        Func<TCommand, TAggregate, TKnown, Ask, Decision> decide)
        where TAggregate : class, IAggregate<TAggregate>, new() where TCommand : ICommand where TKnown : class =>
        Add<TAggregate, TCommand>(route, needs, Answers<TCommand>(decide), creates: false, async (c, reads, ask) =>
            stream(reads.By) is { } id && await reads.Load<TAggregate>(id) is var (state, version) && await load(c, reads) is { } known
                ? new(id, version, decide(c, state, known, ask), AboutOf(state)) : new(default, 0, Refuse.NotThere));

    public void Create<TAggregate, TCommand>(string? route, Func<TCommand, Need> needs, Func<TCommand, Ask, Decision> decide)
        where TAggregate : class, IAggregate<TAggregate>, new() where TCommand : ICommand =>
        Add<TAggregate, TCommand>(route, needs, Answers<TCommand>(decide), creates: true, (c, _, ask) => Task.FromResult(new Decided(ask.New, 0, decide(c, ask))));

    public void Create<TAggregate, TCommand, TKnown>(string? route, Func<TCommand, Need> needs, Func<TCommand, Reads, Task<TKnown?>> load, Func<TCommand, TKnown, Ask, Decision> decide)
        where TAggregate : class, IAggregate<TAggregate>, new() where TCommand : ICommand where TKnown : class =>
        Add<TAggregate, TCommand>(route, needs, Answers<TCommand>(decide), creates: true, async (c, reads, ask) =>
            await load(c, reads) is { } known ? new(ask.New, 0, decide(c, known, ask)) : new(ask.New, 0, Refuse.NotThere));

    public QueryOf<TQuery> Query<TQuery, TAnswer>(string route, Func<TQuery, Need> needs, Func<TQuery, Reads, Task<TAnswer?>> answer)
        where TQuery : IQuery<TAnswer> where TAnswer : class
    {
        var slice = new Slice(typeof(TQuery).Name, route, typeof(TQuery), typeof(TAnswer), q => needs((TQuery)q), ValidatorOf<TQuery>())
        {
            Query = async (q, reads) => await answer((TQuery)q, reads),
        };
        byType.Add(typeof(TQuery), slice);
        return new(slice);
    }

    void Add<TAggregate, TCommand>(string? route, Func<TCommand, Need> needs, Type? answer, bool creates, Func<TCommand, Reads, Ask, Task<Decided>> decide) where TCommand : ICommand =>
        byType.Add(typeof(TCommand), new(typeof(TCommand).Name, route, typeof(TCommand), answer, c => needs((TCommand)c), ValidatorOf<TCommand>())
        {
            Creates = creates,
            StreamType = Words.Snake(typeof(TAggregate).Name),
            Slot = Subject.SlotOf(typeof(TAggregate)),
            Decide = (c, reads, ask) => decide((TCommand)c, reads, ask),
        });

    static About? AboutOf(object state) => (state as IKnowsAbout)?.About;

    static Guid StreamOf<TCommand>(TCommand c, Func<TCommand, Need> needs, Func<TCommand, IId>? stream) =>
        stream?.Invoke(c).Value ?? needs(c).On ?? throw new InvalidOperationException($"{typeof(TCommand).Name}: which stream?");

    /// Made when it is first asked for: making them all compiles a hundred expressions, which costs the start its time and memory.
    static Lazy<IValidator?> ValidatorOf<T>() => new(() => typeof(T).GetNestedType("Validator") is { } type ? (IValidator)Activator.CreateInstance(type)! : null);

    /// A command that promises an answer must have a Decide that gives it: checked while the server maps its slices.
    static Type? Answers<TCommand>(Delegate decide)
    {
        var promised = typeof(TCommand).GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICommand<>))?.GetGenericArguments()[0];
        var given = decide.Method.ReturnType is { IsGenericType: true } r ? r.GetGenericArguments()[0] : null;
        return promised == given ? promised : throw new InvalidOperationException($"{typeof(TCommand).Name} promises {promised?.Name ?? "no answer"}, Decide gives {given?.Name ?? "none"}.");
    }
}
