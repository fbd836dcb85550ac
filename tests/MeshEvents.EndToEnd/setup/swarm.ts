import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { artifacts, type Installation } from './server'

/** Many pretended agents of one group: connected, and otherwise idle. */
export class Swarm {
  private constructor(private readonly process: ChildProcess) {}

  /** Resolves when all of them are connected. */
  static async start(mesh: Installation, settings: Buffer, count: number): Promise<Swarm> {
    const file = join(mesh.data, 'swarm.msh')
    writeFileSync(file, settings)
    const process = spawn(join(artifacts, 'swarm', 'meshevents-swarm'), [file, String(count), '3600'], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    await new Promise<void>((done, failed) => {
      const hear = (words: Buffer) => {
        said += words
        if (said.includes(`${count} agents connected`)) done()
      }
      process.stdout.on('data', hear)
      process.stderr.on('data', hear)
      process.once('exit', code => failed(new Error(`the swarm ended with ${code}: ${said}`)))
    })
    return new Swarm(process)
  }

  stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return Promise.resolve()
    return new Promise(done => {
      this.process.once('exit', () => done())
      this.process.kill('SIGTERM')
    })
  }
}
