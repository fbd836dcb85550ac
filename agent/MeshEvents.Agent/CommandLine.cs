using MeshEvents.Agent.Actions;
using MeshEvents.Agent.Channels.Consent;

namespace MeshEvents.Agent;

enum AgentVerb
{
    Run,
    Install,
    Uninstall,
    Status,
    Version,
    Help,
}

/// <summary>What the agent was asked to do. <see cref="Wrong"/> is a sentence when it was asked wrongly.</summary>
sealed record CommandLine(AgentVerb Verb, string? State = null, string? Msh = null, bool Purge = false, string? Consent = null, string? Allow = null, string? Programs = null, bool Retired = false, string? Wrong = null)
{
    public const string Usage = """
        meshevents-agent: connects this machine to its MeshEvents server.

          meshevents-agent [run] [--state DIR] [--msh FILE]   run in the foreground
          meshevents-agent install [--msh FILE] [--consent C] [--allow LIST] [--programs LIST]
                                                              install as a service and start it
          meshevents-agent uninstall [--purge | --retired]    remove the service and the program; --purge: its key and settings too;
                                                              --retired: all but policy.json, so that it can come back as a new device
          meshevents-agent status [--state DIR]               say who this agent is and whether it runs
          meshevents-agent --version | --help

          --state DIR   folder of the agent's key and settings
          --consent C   what the person at this machine is asked before a session, at least: ask, tell or unattended. The server can
                        demand more, never less; policy.json in the state folder holds it, for each kind of session
          --allow LIST  all that the server may ask of this machine, with commas: terminal,desktop,files,tcp,run and the other actions;
                        also in policy.json
          --programs LIST   run only lines that begin with one of these, with commas: /usr/bin/uptime,/usr/bin/systemctl restart
          --msh FILE    settings that name the server and the group; without it agent.msh in the state folder
        """;

    public static CommandLine Parse(ReadOnlySpan<string> arguments)
    {
        var line = new CommandLine(AgentVerb.Run);
        var verbSeen = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--help" or "-h": return new(AgentVerb.Help);
                case "--version": return new(AgentVerb.Version);
                case "--purge": line = line with { Purge = true }; break;
                case "--retired": line = line with { Retired = true }; break;
                case "--consent" when i + 1 < arguments.Length && ConsentPolicy.MemberOf(arguments[i + 1]) is not null: line = line with { Consent = arguments[++i] }; break;
                case "--allow" or "--programs" when i + 1 == arguments.Length || CommandPolicy.MemberOf(arguments[i], arguments[i + 1]) is null:
                    return line with { Wrong = arguments[i] == "--allow" ? "--allow needs names, with commas: terminal,desktop,files." : "--programs needs absolute paths, with commas, and no more than plain words after them." };
                case "--allow": line = line with { Allow = arguments[++i] }; break;
                case "--programs": line = line with { Programs = arguments[++i] }; break;
                case "--consent": return line with { Wrong = "--consent is ask, tell or unattended." };
                case "--state" or "--msh" when i + 1 == arguments.Length || arguments[i + 1].StartsWith("--", StringComparison.Ordinal):
                    return line with { Wrong = $"{arguments[i]} needs a path." };
                case "--state": line = line with { State = arguments[++i] }; break;
                case "--msh": line = line with { Msh = arguments[++i] }; break;
                case var verb when !verbSeen && Verbs(verb) is { } known: line = line with { Verb = known }; verbSeen = true; break;
                case var other: return line with { Wrong = $"'{other}' is not understood." };
            }
        }
        if (line.Purge && line.Verb != AgentVerb.Uninstall) return line with { Wrong = "--purge belongs to uninstall." };
        if (line.Retired && (line.Verb != AgentVerb.Uninstall || line.Purge)) return line with { Wrong = "--retired belongs to uninstall, without --purge." };
        if (line.Msh is not null && line.Verb is not (AgentVerb.Run or AgentVerb.Install)) return line with { Wrong = "--msh belongs to run and install." };
        if ((line.Consent ?? line.Allow ?? line.Programs) is not null && line.Verb is not AgentVerb.Install) return line with { Wrong = "--consent, --allow and --programs belong to install." };
        if (line.State is not null && line.Verb is not (AgentVerb.Run or AgentVerb.Status)) return line with { Wrong = "--state belongs to run and status." };
        return line;
    }

    static AgentVerb? Verbs(string word) => word switch
    {
        "run" => AgentVerb.Run,
        "install" => AgentVerb.Install,
        "uninstall" => AgentVerb.Uninstall,
        "status" => AgentVerb.Status,
        _ => null,
    };
}
