using MeshEvents.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace MeshEvents.Bus;

public interface IHandle<in T> where T : Message { Task HandleAsync(T message, Permit permit, CancellationToken stop); }

/// <summary>Does something because a fact became true; at least once, in the order of the facts.</summary>
public interface IReact<in T> where T : Fact { Task OnAsync(IEvent<T> e, CancellationToken stop); }

/// <param name="Name">Stored name, never renamed.</param>
/// <param name="Key">What the messages about are kept in order of.</param>
public sealed record MessageKind(string Name, Type Type, bool Durable, Func<Message, Guid> Key, Func<IServiceProvider, Message, Permit, CancellationToken, Task> Handle);

/// <param name="Fact">The fact it waits for.</param>
public sealed record ReactionKind(string Name, Type Fact, Func<IServiceProvider, IEvent, CancellationToken, Task> On);

/// <summary>Handlers, reactions, and commands that can wait: each with the stored name it has in the outbox.</summary>
public sealed class BusSetup(IServiceCollection services)
{
    readonly Dictionary<Type, MessageKind> messages = [];
    readonly Dictionary<Type, string> waiting = [];
    readonly List<ReactionKind> reactions = [];

    public IReadOnlyCollection<MessageKind> Messages => messages.Values;
    public IReadOnlyCollection<ReactionKind> Reactions => reactions;
    public IReadOnlyDictionary<Type, string> Waiting => waiting;

    public MessageKind Of(Type message) => messages.TryGetValue(message, out var kind) ? kind : throw new InvalidOperationException($"No module handles {message.Name}.");
    public string WaitingName(Type command) => waiting.TryGetValue(command, out var name) ? name : throw new InvalidOperationException($"{command.Name} has no stored name to wait under.");

    /// <summary>Handled at least once, also after a crash.</summary>
    public void Handle<TMessage, THandler>(string name, Func<TMessage, IId> inOrderOf) where TMessage : Message where THandler : class, IHandle<TMessage> =>
        Add<TMessage, THandler>(name, inOrderOf, durable: true);

    /// <summary>Handled at most once: calls to a device, which must not come late.</summary>
    public void Call<TMessage, THandler>(string name, Func<TMessage, IId> inOrderOf) where TMessage : Message where THandler : class, IHandle<TMessage> =>
        Add<TMessage, THandler>(name, inOrderOf, durable: false);

    /// <summary>Nobody handles it: for who stands in the handler's place in a test.</summary>
    public BusSetup Without<TMessage>() where TMessage : Message
    {
        messages.Remove(typeof(TMessage));
        return this;
    }

    void Add<TMessage, THandler>(string name, Func<TMessage, IId> inOrderOf, bool durable) where TMessage : Message where THandler : class, IHandle<TMessage>
    {
        services.AddSingleton<THandler>();
        messages.Add(typeof(TMessage), new(name, typeof(TMessage), durable, m => inOrderOf((TMessage)m).Value,
            (s, m, permit, stop) => s.GetRequiredService<THandler>().HandleAsync((TMessage)m, permit, stop)));
    }

    /// <summary>A command that <c>.Later</c> or a schedule may ask: its name in the outbox.</summary>
    public void Waits<TCommand>(string name) where TCommand : ICommand => waiting.Add(typeof(TCommand), name);

    public void React<TFact, TReaction>(string name) where TFact : Fact where TReaction : class, IReact<TFact>
    {
        services.AddSingleton<TReaction>();
        reactions.Add(new(name, typeof(TFact), (s, e, stop) => s.GetRequiredService<TReaction>().OnAsync((IEvent<TFact>)e, stop)));
    }
}
