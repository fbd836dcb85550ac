import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { until } from './server'

const scripts = resolve(import.meta.dirname, '../machine')
const namespaceOf = (pid: number | 'self') => readlinkSync(`/proc/${pid}/ns/pid`)
const effective = () => BigInt(`0x${/^CapEff:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'}`)
const sysAdmin = 21n

/** Null where machines can be made; else why not, and what to do. A continuous integration must be able to. */
export function whyNoMachines(): string | null {
  if (process.getuid?.() === 0 && (effective() >> sysAdmin) & 1n) return null
  if (process.env.CI) throw new Error('machines need root with CAP_SYS_ADMIN, and here everything must run')
  return 'A machine with its own systemd needs root with CAP_SYS_ADMIN: run "sudo tools/test" for it.'
}

/** A program that the kernel ends with this process, whatever becomes of this process: so a crash leaves no machine behind. */
function bound(program: string, ...words: string[]): ChildProcess {
  return spawn('setpriv', ['--pdeathsig', 'KILL', program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
}

async function ready(part: ChildProcess): Promise<number> {
  let told = ''
  part.stderr?.on('data', text => {
    told += text
  })
  part.stdout?.on('data', text => {
    told += text
  })
  await until('a part of a machine', () => {
    if (part.exitCode !== null) throw new Error(`it ended with ${part.exitCode}: ${told}`)
    return told.includes('ready')
  })
  return part.pid as number
}

async function end(part: ChildProcess | undefined) {
  if (!part || part.exitCode !== null || part.signalCode !== null) return
  const over = once(part, 'exit')
  part.kill('SIGKILL')
  await over
}

/** A network between this computer and its machines. */
export class Wire {
  private constructor(
    private readonly process: ChildProcess,
    readonly pid: number,
    private readonly network: string,
    readonly number: number,
  ) {}

  private static made = 0

  static async start(): Promise<Wire> {
    // another one each time: the kernel takes an old one away when it comes to it
    const number = (process.pid * 7 + Wire.made++) % 250
    const network = `10.213.${number}`
    const wire = bound('unshare', '--net', join(scripts, 'wire'), String(process.pid), `mesh-wire${number}`, `${network}.1/24`)
    return new Wire(wire, await ready(wire), network, number)
  }

  /** Of this computer. */
  get address() {
    return `${this.network}.1`
  }

  addressOf(place: number) {
    return `${this.network}.${10 + place}`
  }

  /** Until its end on this computer is gone too: browsers close their connections when a network goes. */
  async stop() {
    await end(this.process)
    await until('the wire to be gone', () => !existsSync(`/sys/class/net/mesh-wire${this.number}`))
  }
}

/** A computer of its own: disk, network card, and a real systemd that can be switched off. */
export class Machine {
  private booted?: ChildProcess
  private init = 0

  private constructor(
    private readonly hardware: ChildProcess,
    private readonly pid: number,
    readonly name: string,
    readonly mac: string,
    readonly address: string,
  ) {}

  /** @param place on the wire, from 1 */
  static async build(wire: Wire, name: string, place: number): Promise<Machine> {
    const mac = `02:6d:65:73:68:0${place}`
    const address = wire.addressOf(place)
    const hardware = bound('unshare', '--net', '--mount', join(scripts, 'hardware'), String(wire.pid), `port${place}`, mac, `${address}/24`, name)
    return new Machine(hardware, await ready(hardware), name, mac, address)
  }

  /** Switches it on, and waits until its systemd has started everything. */
  async boot() {
    const booted = bound('nsenter', '-t', String(this.pid), '--net', '--mount', join(scripts, 'boot'), this.name)
    this.booted = booted
    let told = ''
    booted.stderr?.on('data', text => {
      told += text
    })
    booted.stdout?.resume()
    this.init = await until(`the first process of ${this.name}`, () => {
      if (booted.exitCode !== null) throw new Error(`${this.name} ended with ${booted.exitCode}: ${told}`)
      return this.firstProcess()
    })
    await until(`the systemd of ${this.name}`, () => this.does('systemctl is-system-running --quiet'))
  }

  /** How it went off, by the kernel's own word to its first process (see machine/boot). */
  async off(): Promise<'restarted' | 'switched off' | string> {
    const { booted } = this
    if (!booted) throw new Error(`${this.name} was never switched on`)
    if (booted.exitCode === null && booted.signalCode === null) await once(booted, 'exit')
    // unshare ends as its child did: by 128 + SIGHUP, 128 + SIGINT, or by that signal itself
    return booted.exitCode === 129 || booted.signalCode === 'SIGHUP' ? 'restarted' : booted.exitCode === 130 || booted.signalCode === 'SIGINT' ? 'switched off' : `ended with ${booted.exitCode ?? booted.signalCode}`
  }

  /** What a shell of its root writes; it throws when the command fails. */
  run(command: string, input?: string): string {
    return execFileSync('nsenter', [...this.inside(), '/bin/sh', '-c', command], { encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'], env: { PATH: process.env.PATH } })
  }

  does(command: string): boolean {
    try {
      this.run(command)
      return true
    } catch {
      return false
    }
  }

  write(path: string, text: string, mode = 644) {
    this.run(`mkdir -p "$(dirname ${path})" && cat > ${path} && chmod ${mode} ${path}`, text)
  }

  /** A file of it, as this computer sees it. */
  path(file: string) {
    return `/proc/${this.init}/root${file}`
  }

  /** A program in its network, also while it is switched off: what its card would see. */
  atCard(program: string, ...words: string[]): ChildProcess {
    return bound('nsenter', '-t', String(this.pid), '--net', program, ...words)
  }

  /** Takes it away, as a fire would. */
  async stop() {
    await end(this.booted)
    await end(this.hardware)
  }

  private firstProcess(): number | undefined {
    try {
      const pid = Number(readFileSync(`/proc/${this.booted?.pid}/task/${this.booted?.pid}/children`, 'utf8').split(' ')[0])
      return pid && readFileSync(`/proc/${pid}/comm`, 'utf8') === 'systemd\n' ? pid : undefined
    } catch {
      return undefined          // one of those before it, which ended just now
    }
  }

  /** The words that enter it. Nothing is ever run for it in this computer's own namespace. */
  private inside(): string[] {
    if (!this.init || namespaceOf(this.init) === namespaceOf('self')) throw new Error(`${this.name} is not on`)
    return ['-t', String(this.init), '--all', '--']
  }
}
