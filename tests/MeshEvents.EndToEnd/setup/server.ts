import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const artifacts = process.env.MESHEVENTS_ARTIFACTS ?? resolve(import.meta.dirname, '../../../artifacts')

/** A port that nobody listens on now. */
export const freePort = () =>
  new Promise<number>((done, failed) => {
    const probe = createServer()
    probe.once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => done(port))
    })
  })

export async function until<T>(what: string, look: () => T | Promise<T>, seconds = 30): Promise<NonNullable<T>> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`)
    await new Promise(next => setTimeout(next, 50))
  }
}

/** The real server and the real agent, from the build that was just made, as their own processes. */
export class Installation {
  readonly base: string
  private server?: ChildProcess
  private agent?: ChildProcess

  private constructor(
    readonly port: number,
    readonly data: string,
    /** First segment of the addresses; empty for the first domain. */
    readonly path = '',
    host = 'localhost',
  ) {
    this.base = `https://${host}:${port}${path}`
  }

  /**
   * With a `config.json` of its own where one is given.
   * @param host by which it is reached
   */
  static async start(config?: object, host?: string): Promise<Installation> {
    const installation = new Installation(await freePort(), mkdtempSync(join(tmpdir(), 'mesh-journey-')), '', host)
    mkdirSync(join(installation.data, 'logs'))
    if (config) writeFileSync(join(installation.data, 'config.json'), JSON.stringify(config))
    try {
      await installation.startServer()
    } catch (error) {
      await installation.stop()
      throw error
    }
    return installation
  }

  /** The same server, looked at as one of its domains under a path. */
  domain(name: string): Installation {
    return new Installation(this.port, this.data, `/${name}`)
  }

  get log() {
    return readFileSync(join(this.data, 'logs', 'server.log'), 'utf8')
  }

  get agentPid() {
    return this.agent?.pid
  }

  get serverPid() {
    return this.server?.pid
  }

  /** The one-time code that the server printed last. */
  get setUpCode() {
    const link = new RegExp(`:${this.port}${this.path}/setup#([0-9a-f]+)`, 'g')
    return [...this.log.matchAll(link)].at(-1)?.[1]
  }

  async startServer() {
    const started = join(this.data, '.started')
    rmSync(started, { force: true })
    const log = createWriteStream(join(this.data, 'logs', 'server.log'), { flags: 'a' })
    const server = spawn(
      join(artifacts, 'server', 'MeshEvents.Server'),
      ['--data', this.data, '--port', String(this.port), '--fastcert', '--started', started, '--local-agent', join(this.data, 'agent')],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    server.stdout.pipe(log)
    server.stderr.pipe(log)
    this.server = server
    await until('the server', () => {
      if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}:\n${this.log}`)
      return existsSync(started)
    }, 60)
  }

  /**
   * @param more in its environment: the display it is to show
   * @param before words in front of the program: another one that becomes it
   */
  startAgent(more: NodeJS.ProcessEnv = {}, before: string[] = []) {
    const log = createWriteStream(join(this.data, 'logs', 'agent.log'), { flags: 'a' })
    const [program, ...words] = [...before, join(artifacts, 'agent', 'meshevents-agent'), 'run', '--state', join(this.data, 'agent')] as [string, ...string[]]
    this.agent = spawn(program, words, { env: { ...process.env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] })
    this.agent.stdout?.pipe(log)
    this.agent.stderr?.pipe(log)
  }

  stopAgent() {
    return ended(this.agent, 'SIGTERM')
  }

  /** As a power cut would: nothing is tidied up. */
  killAgent() {
    return ended(this.agent, 'SIGKILL')
  }

  killServer() {
    return ended(this.server, 'SIGKILL')
  }

  async stop() {
    await this.stopAgent()
    await ended(this.server, 'SIGTERM')
    rmSync(this.data, { recursive: true, force: true })
  }
}

/** Our agent, with settings that a page of one domain gave. */
export class DomainAgent {
  private constructor(
    private readonly folder: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(mesh: Installation, settings: Buffer): Promise<DomainAgent> {
    const folder = mkdtempSync(join(tmpdir(), 'mesh-domain-agent-'))
    writeFileSync(join(folder, 'agent.msh'), settings)
    const log = createWriteStream(join(mesh.data, 'logs', 'domain-agent.log'), { flags: 'a' })
    const agent = spawn(join(artifacts, 'agent', 'meshevents-agent'), ['run', '--state', folder], { stdio: ['ignore', 'pipe', 'pipe'] })
    agent.stdout?.pipe(log)
    agent.stderr?.pipe(log)
    return new DomainAgent(folder, agent)
  }

  async stop() {
    await ended(this.process, 'SIGTERM')
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function ended(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise(done => {
    child.once('exit', () => done())
    child.kill(signal)
  })
}
