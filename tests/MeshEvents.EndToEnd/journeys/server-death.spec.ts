import { expect, type Page, test } from '@playwright/test'
import { asPage, Terminal } from '../setup/people'
import { type Device, Scene } from '../setup/scene'
import type { Installation } from '../setup/server'

test.describe.configure({ mode: 'serial' })

let scene: Scene
let mesh: Installation
let page: Page
let device: Device

test.beforeAll(async ({ browser }) => {
  scene = await Scene.set(browser)
  ;({ mesh, page, device } = scene)
})

test.afterAll(async () => {
  await scene?.stop()
})

test('the same shell goes on after the server was killed', async () => {
  await page.goto(`${mesh.base}/devices/${device.id}/terminal`)
  const terminal = await Terminal.on(page)
  await expect(terminal.state).toBeVisible({ timeout: 20_000 })
  await terminal.readable()
  await terminal.type('kept=still-here; (for i in 1 2 3 4 5 6 7 8; do sleep 1; echo "tick-$i"; done)')
  await terminal.shows(/^tick-1/m)

  await mesh.killServer()
  await mesh.startServer()

  await expect(terminal.state).toBeVisible({ timeout: 40_000 })
  await terminal.shows(/^tick-8/m)
  await terminal.type('echo "kept is $kept"')
  await terminal.shows(/^kept is still-here/m)
  const text = await terminal.text()
  for (let i = 1; i <= 8; i++) expect(text.match(new RegExp(`^tick-${i}\\s*$`, 'gm')) ?? [], `tick-${i} once`).toHaveLength(1)
})

test('the old session is closed as unknown, and the new one names it', async () => {
  const { request } = await asPage(page, mesh)
  const sessions = (await (await request.get(`${mesh.base}/api/sessions`)).json()).rows as { id: string; state: string; continues: string | null }[]
  expect(sessions).toHaveLength(2)
  const [now, before] = sessions
  expect(before?.state).toBe('Unknown')
  expect(now).toMatchObject({ state: 'Open', continues: before?.id })
})

test('nothing acknowledged is lost', async () => {
  const { request } = await asPage(page, mesh)
  const history = (await (await request.get(`${mesh.base}/api/audit?take=500`)).json()).rows as { sequence: number; sentence: string }[]
  for (const step of ['Set up the server', 'Session opened', "Session's end is unknown"]) expect(history.some(row => row.sentence.startsWith(step)), step).toBe(true)
})
