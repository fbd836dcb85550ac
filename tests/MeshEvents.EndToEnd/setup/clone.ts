import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { artifacts, until } from './server'

const root = resolve(artifacts, '..')
const nobody = 65534
const isRoot = process.getuid?.() === 0

/** What `tools/up` said and did. */
export class Up {
  output = ''
  errors = ''

  constructor(readonly process: ChildProcess) {
    process.stdout?.on('data', text => {
      this.output += text
    })
    process.stderr?.on('data', text => {
      this.errors += text
    })
  }

  get code() {
    return this.process.exitCode
  }

  started() {
    return until('tools/up to have started everything', () => {
      if (this.code !== null) throw new Error(`tools/up ended with ${this.code}:\n${this.output}${this.errors}`)
      return this.output.includes('Ctrl-C stops everything.')
    })
  }

  ended() {
    return until('tools/up to end', () => this.process.exitCode !== null || this.process.signalCode !== null, 20)
  }
}

/**
 * A copy of the working tree, built as it is, that a normal user may read and not write. As root everything in it is run as `nobody`, so that the tests show what
 * such a user sees.
 */
export class Clone {
  readonly folder = mkdtempSync(join(tmpdir(), 'mesh-clone-'))
  readonly data = join(this.folder, 'home', 'data')
  private readonly runs: Up[] = []

  constructor() {
    chmodSync(this.folder, 0o755)
    const copy = `cd "$1" && tar -c --exclude=node_modules --exclude=bin --exclude=obj --exclude=dist tools src modules migrations agent Directory.Build.props Directory.Packages.props global.json MeshEvents.sln \
      artifacts/server artifacts/agent artifacts/mesh artifacts/.server artifacts/.agent artifacts/.cli artifacts/.console | tar -x --no-same-owner -C "$2"
      # what the run has just built is what is tried here, even when a file was saved meanwhile
      cd "$2/artifacts" && touch .server .agent .cli && touch .console`
    execFileSync('sh', ['-c', copy, 'sh', root, this.folder])
    mkdirSync(join(this.folder, 'home'))
    this.give(join(this.folder, 'home'))
  }

  /** Makes it the property of who runs `tools/up` here. */
  give(path: string) {
    if (isRoot) chownSync(path, nobody, nobody)
  }

  up(args: string[], environment: NodeJS.ProcessEnv = {}) {
    const line = [join(this.folder, 'tools', 'up'), ...args]
    const as = isRoot ? ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--', ...line] : line
    const env = { ...process.env, HOME: join(this.folder, 'home'), DOTNET_CLI_HOME: join(this.folder, 'home'), ...environment }
    const run = new Up(spawn(as[0] ?? '', as.slice(1), { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] }))
    this.runs.push(run)
    return run
  }

  /** A PATH with everything that is on this one's, but for these programs. */
  pathWithout(...programs: string[]) {
    const folder = mkdtempSync(join(this.folder, 'path-'))
    chmodSync(folder, 0o755)
    const list = `IFS=:; for d in $PATH; do for f in "$d"/*; do n=\${f##*/}; [ -x "$f" ] && [ ! -e "$1/$n" ] && ln -s "$f" "$1/$n"; done; done; cd "$1" && shift && rm -f "$@"`
    execFileSync('sh', ['-c', list, 'sh', folder, ...programs])
    return folder
  }

  /** The main process of the own PostgreSQL; undefined when none is running. */
  get postgres() {
    try {
      return Number(readFileSync(join(this.data, 'pg', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0])
    } catch {
      return undefined
    }
  }

  /** Command lines of all that runs out of this clone or on its data. */
  running() {
    const lines = execFileSync('ps', ['-eo', 'pid,stat,args'], { encoding: 'utf8' }).split('\n')
    return lines.filter(line => line.includes(this.folder) && !/^\s*\d+\s+Z/.test(line)).map(line => line.trim())
  }

  pidOf(program: string) {
    return Number(this.running().find(line => line.split(/\s+/)[2]?.endsWith(program))?.split(/\s+/)[0])
  }

  async remove() {
    for (const run of this.runs) if (run.code === null) run.process.kill('SIGTERM')
    for (const run of this.runs) await run.ended()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
