import { type Browser, expect, type Page } from '@playwright/test'
import { Machine, Wire } from './machine'
import { asPage, setUp } from './people'
import { Installation, until } from './server'

export interface Device {
  id: string
  name: string
  online: boolean
  retired: boolean
  offers: string[]
}

export interface Run {
  id: string
  state: string
  open: boolean
  why: string | null
  exit: number | null
}

/** One server, and machines that reach it over a network of their own. What is asked is asked over HTTP, as the console does. */
export class Fleet {
  private readonly machines: Machine[] = []

  private constructor(
    readonly wire: Wire,
    readonly mesh: Installation,
    readonly page: Page,
  ) {}

  static async start(browser: Browser): Promise<Fleet> {
    const wire = await Wire.start()
    // it looks at its own addresses when it starts
    const mesh = await Installation.start(undefined, wire.address)
    const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage()
    await setUp(page, mesh)
    return new Fleet(wire, mesh, page)
  }

  /** Built and switched on. */
  async machine(name: string): Promise<Machine> {
    const machine = await Machine.build(this.wire, name, this.machines.length + 1)
    this.machines.push(machine)
    await machine.boot()
    // who installs the agent on a machine of their own: a normal user who may become root
    machine.write('/etc/sudoers.d/ada', 'ada ALL=(ALL) NOPASSWD: ALL\n', 440)
    return machine
  }

  async get<T>(path: string): Promise<T> {
    const { request } = await asPage(this.page, this.mesh)
    const answer = await request.get(`${this.mesh.base}${path}`)
    expect(answer.ok(), `${path}: ${answer.status()}`).toBe(true)
    return answer.json()
  }

  async send(verb: 'post' | 'delete', path: string, data?: object) {
    const { request, headers } = await asPage(this.page, this.mesh)
    return request[verb](`${this.mesh.base}${path}`, { headers, data })
  }

  /** A new enrolment code of the only group, and the line to paste. */
  async code(limit?: number): Promise<{ id: string; code: string; line: string }> {
    const { rows } = await this.get<{ rows: { id: string }[] }>('/api/groups')
    const answer = await this.send('post', `/api/groups/${rows[0]?.id}/codes`, { hours: 1, limit })
    expect(answer.ok()).toBe(true)
    return answer.json()
  }

  /** Pastes the line into the shell of ada on this machine; the answer is all that she reads. */
  paste(machine: Machine, line: string): string {
    return machine.run(`runuser -u ada -- bash -c 'exec 2>&1; cd; eval "$(cat)" || echo "ended with $?"'`, line)
  }

  async devices(): Promise<Device[]> {
    return (await this.get<{ rows: Device[] }>('/api/devices')).rows
  }

  device(name: string, is: (device: Device) => boolean = one => one.online && one.offers.length > 0): Promise<Device> {
    return until(`${name} to be as wanted`, async () => (await this.devices()).find(one => one.name === name && is(one)))
  }

  /** Asks an action of one device, and waits for its outcome. */
  async ask(device: Device, action: string, more: object = {}): Promise<Run & { answer: string | null; text: string }> {
    const one = ['services', 'change-service', 'processes', 'end-process', 'clipboard/read', 'clipboard/set'].includes(action)
    const asked = await this.send('post', `/api/jobs/${action}`, { ...(one ? { deviceId: device.id } : { devices: [device.id] }), ...more })
    expect(asked.ok(), await asked.text()).toBe(true)
    return this.outcome((await asked.json()).runId)
  }

  /** Waits for a run to be over. */
  async outcome(run: string) {
    const page = await until('the outcome', async () => {
      const now = await this.get<{ run: Run; answer: string | null; pieces: { bytes: string }[] }>(`/api/runs/${run}`)
      return now.run.open ? undefined : now
    })
    return { ...page.run, answer: page.answer, text: page.pieces.map(piece => Buffer.from(piece.bytes, 'base64').toString()).join('') }
  }

  async stop() {
    for (const machine of this.machines) await machine.stop()
    await this.page.context().close()
    await this.mesh.stop()
    await this.wire.stop()
  }
}
