import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { asPage } from '../setup/people'
import { Scene } from '../setup/scene'
import { type Installation, until } from '../setup/server'

test.describe.configure({ mode: 'serial' })

let scene: Scene
let mesh: Installation
let page: Page

test.beforeAll(async ({ browser }) => {
  scene = await Scene.set(browser)
  ;({ mesh, page } = scene)
})

test.afterAll(async () => {
  await scene?.stop()
})

/** Where this installation's cluster is: in the data folder, or where the file `postgres` in it says. */
function cluster(): string {
  const named = join(mesh.data, 'postgres')
  return join(existsSync(named) ? readFileSync(named, 'utf8').trim() : join(mesh.data, 'pg'), 'cluster')
}

function restart() {
  const folder = cluster()
  const { uid, gid } = statSync(folder)
  const tools = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a))
  const tool = tools.map(version => `/usr/lib/postgresql/${version}/bin/pg_ctl`).find(existsSync) ?? 'pg_ctl'
  execFileSync(tool, ['-D', folder, '-m', 'immediate', '-w', '-s', '-l', join(folder, 'restart.log'), 'restart'], { uid, gid, cwd: '/', stdio: 'ignore' })
}

test('the database restarts under load: clear problems meanwhile, nothing acknowledged is lost, the agent stays', async () => {
  const { request, headers } = await asPage(page, mesh)
  const device = await until('the first device', async () => (await (await request.get(`${mesh.base}/api/devices`)).json()).rows?.find((row: { offers: string[] }) => row.offers.length > 0))
  const since = (await (await request.get(`${mesh.base}/api/devices/${device.id}`)).json()).since

  const acknowledged: string[] = []
  const problems: { status: number; type: string }[] = []
  let stopped = false
  const load = (async () => {
    for (let i = 0; !stopped; i++) {
      const answer = await request.put(`${mesh.base}/api/devices/${device.id}/name`, { headers, data: { name: `name-${i}` } })
      if (answer.status() === 204) acknowledged.push(`name-${i}`)
      else problems.push({ status: answer.status(), type: (await answer.json()).type })
    }
  })()
  await until('some load', () => acknowledged.length > 20)
  restart()
  const before = acknowledged.length
  await until('recovery', () => acknowledged.length > before + 20, 20)
  stopped = true
  await load

  for (const problem of problems) expect(problem).toEqual({ status: 503, type: 'server.database-away' })
  const recorded = async () => {
    const names = new Set<string>()
    for (let after = ''; ; ) {
      const history = await (await request.get(`${mesh.base}/api/audit?kind=devices.device_renamed&take=500${after}`)).json()
      for (const row of history.rows as { changes: { after: string }[] }[]) names.add(row.changes[0]?.after ?? '')
      if (!history.next) return names
      after = `&after=${history.next}`
    }
  }
  await expect.poll(async () => { const names = await recorded(); return acknowledged.filter(name => !names.has(name)) }, { timeout: 15_000 }).toEqual([])
  const now = await (await request.get(`${mesh.base}/api/devices/${device.id}`)).json()
  expect(now.device.online).toBe(true)
  expect(now.since).toBe(since)
})
