import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { artifacts } from './server'

const version = '1.1.55'

/** MeshCentral's own native agent for Linux, taken out of its npm package for the test alone. */
function binary(): string {
  const folder = join(artifacts, 'stock-agent')
  const file = join(folder, 'meshagent')
  if (existsSync(file)) return file
  mkdirSync(folder, { recursive: true })
  execFileSync('npm', ['pack', `meshcentral@${version}`, '--silent'], { cwd: folder, stdio: 'ignore' })
  execFileSync('tar', ['xzf', `meshcentral-${version}.tgz`, 'package/agents/meshagent_x86-64'], { cwd: folder })
  copyFileSync(join(folder, 'package', 'agents', 'meshagent_x86-64'), file)
  chmodSync(file, 0o755)
  return file
}

/** One stock agent with its own identity, in a folder of its own. */
export class StockAgent {
  private readonly folder = mkdtempSync(join(tmpdir(), 'mesh-stock-'))
  private process?: ChildProcess

  constructor(settings: string) {
    copyFileSync(binary(), join(this.folder, 'meshagent'))
    chmodSync(join(this.folder, 'meshagent'), 0o755)
    writeFileSync(join(this.folder, 'meshagent.msh'), settings)
  }

  start() {
    const log = createWriteStream(join(this.folder, 'agent.log'), { flags: 'a' })
    this.process = spawn('./meshagent', ['connect'], { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] })
    this.process.stdout?.pipe(log)
    this.process.stderr?.pipe(log)
  }

  stop(): Promise<void> {
    const running = this.process
    if (!running || running.exitCode !== null || running.signalCode !== null) return Promise.resolve()
    return new Promise(done => {
      running.once('exit', () => done())
      running.kill('SIGKILL')
    })
  }

  async remove() {
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
