import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A real X server without a monitor (Xvfb), and programs on it. */
export class Display {
  private readonly programs: ChildProcess[] = []

  private constructor(
    private readonly server: ChildProcess,
    readonly name: string,
  ) {}

  static async start(size = '1024x640'): Promise<Display> {
    // the server itself looks for a free number, and writes it down
    const server = spawn('Xvfb', ['-displayfd', '1', '-noreset', '-nolisten', 'tcp', '-ac', '-screen', '0', `${size}x24`], { stdio: ['ignore', 'pipe', 'ignore'] })
    const [number] = await once(server.stdout, 'data')
    return new Display(server, `:${String(number).trim()}`)
  }

  paint(colour: string) {
    execFileSync('xsetroot', ['-display', this.name, '-solid', colour])
  }

  /** A part of the screen becomes a monitor. @param geometry `width/millimetres x height/millimetres + x + y`, as xrandr(1) has it; `*name` is primary */
  addMonitor(name: string, geometry: string, output = 'none') {
    execFileSync('xrandr', ['--display', this.name, '--setmonitor', name, geometry, output])
  }

  removeMonitor(name: string) {
    execFileSync('xrandr', ['--display', this.name, '--delmonitor', name])
  }

  /** A window that tells every key and click it gets; the answer is all it has told so far. */
  listen(geometry: string): () => string {
    const xev = spawn('xev', ['-display', this.name, '-geometry', geometry], { stdio: ['ignore', 'pipe', 'ignore'] })
    this.programs.push(xev)
    let told = ''
    xev.stdout.on('data', piece => {
      told += piece
    })
    return () => told
  }

  /** As when the session crashes. */
  async stop() {
    for (const each of [...this.programs, this.server]) {
      if (each.exitCode !== null || each.signalCode !== null) continue
      const over = once(each, 'exit')
      each.kill('SIGKILL')
      await over
    }
  }
}
