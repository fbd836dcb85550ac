namespace MeshEvents.Devices.Enrolment;

/// <summary>
/// The script behind the line to paste: one function, called on its last line, so that a download cut in the middle does nothing. It carries the settings and
/// the hash of each agent file, downloads with the same pin, compares, installs, and says what it did.
/// </summary>
static class InstallScript
{
    public static string Write(string address, string code, string curl, string msh, IReadOnlyDictionary<string, string> agents) => $$"""
        #!/bin/sh
        # Installs the MeshEvents agent and connects this computer to {{address}}
        set -eu

        meshevents_install() {
          fail() { echo "meshevents: $*" >&2; exit 1; }
          [ "$(id -u)" = 0 ] || fail "run this as root, for example by piping it to: sudo sh"
          [ "$(uname -s)" = Linux ] || fail "this script is for Linux; this is $(uname -s)"
          case "$(uname -m)" in
            x86_64|amd64) rid=linux-x64 ;;
            *) fail "there is no agent for $(uname -m) yet" ;;
          esac
          case "$rid" in
        {{Hashes(agents)}}
            *) fail "this server has no agent for $rid" ;;
          esac

          work=$(mktemp -d)
          trap 'rm -rf "$work"' EXIT
          echo "meshevents: downloading the agent for $rid from {{address}}"
          {{curl}} -o "$work/meshevents-agent" "{{address}}/i/{{code}}/agent/$rid" || fail "the download failed; can this computer reach {{address}}?"
          echo "$hash  $work/meshevents-agent" | sha256sum -c - >/dev/null 2>&1 || fail "the downloaded agent is not the one this server offers; nothing was installed"
          chmod 755 "$work/meshevents-agent"
          cat > "$work/agent.msh" <<'MESHEVENTS_SETTINGS'
        {{msh.Trim().ReplaceLineEndings("\n")}}
        MESHEVENTS_SETTINGS
          "$work/meshevents-agent" install --msh "$work/agent.msh" || fail "the agent could not be installed"
          if command -v systemctl >/dev/null 2>&1 && systemctl is-active --quiet meshevents-agent; then
            echo "meshevents: done. The computer shows up in the console within seconds."
          else
            echo "meshevents: installed, but nothing here starts services. Start the agent with: /opt/meshevents-agent/meshevents-agent run"
          fi
        }

        meshevents_install

        """.ReplaceLineEndings("\n");

    static string Hashes(IReadOnlyDictionary<string, string> agents) => string.Join('\n', agents.Select(a => $"    {a.Key}) hash={a.Value} ;;"));
}
