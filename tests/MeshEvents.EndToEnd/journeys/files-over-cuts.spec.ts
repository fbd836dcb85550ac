import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { CuttingProxy } from '../setup/cutting-proxy'
import { type Device, Scene } from '../setup/scene'
import { type Installation, until } from '../setup/server'
import { hashes, plant } from '../setup/trees'

test.describe.configure({ mode: 'serial' })
test.setTimeout(180_000)

/** 300 MB: 400 small files in 20 folders, and 4 large ones. */
const tree: Record<string, number> = {
  ...Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`tree/small ${i % 20}/file ${i}`, 200 * i])),
  ...Object.fromEntries([40, 60, 80, 104].map(size => [`tree/large/${size}.bin`, size * 1_000_000])),
}
const size = Object.values(tree).reduce((sum, each) => sum + each)

let scene: Scene
let mesh: Installation
let proxy: CuttingProxy
let page: Page
let device: Device
/** What is here, and what is on the device. */
const here = mkdtempSync(join(tmpdir(), 'mesh-cuts-here-'))
const there = mkdtempSync(join(tmpdir(), 'mesh-cuts-there-'))

const tray = () => page.getByRole('complementary', { name: 'Transfers' })

const open = async () => {
  await page.goto(`${proxy.base}/devices/${device.id}/files?path=${encodeURIComponent(there)}`)
  await expect(page.getByRole('button', { name: 'Upload files' })).toBeEnabled({ timeout: 20_000 })
}

/** Breaks all the browser's connections, once after each third of what has to pass. */
const cutTwice = async () => {
  for (const part of [1, 2]) {
    const from = proxy.passed
    await until(`${part} of 3 parts to have passed`, () => proxy.passed > from + size / 3, 60)
    proxy.cut()
  }
}

/** Of the session's events: how often its connection broke, and was there again. */
const told = async (sentence: string) => {
  const found = await page.context().request.get(`${mesh.base}/api/audit?deviceId=${device.id}&take=500`)
  return ((await found.json()).rows as { sentence: string }[]).filter(row => row.sentence.startsWith(sentence)).length
}

test.beforeAll(async ({ browser }) => {
  scene = await Scene.set(browser)
  ;({ mesh, page, device } = scene)
  proxy = await CuttingProxy.start(mesh.port)
  plant(here, tree)
})

test.afterAll(async () => {
  await proxy.stop()
  await scene?.stop()
  for (const folder of [here, there]) rmSync(folder, { recursive: true, force: true })
})

test('300 MB in 404 files go up over a connection that is cut twice', async () => {
  expect(size).toBeGreaterThan(299_000_000)
  await open()
  await page.locator('input[data-folder]').setInputFiles(join(here, 'tree'))
  await cutTwice()
  await expect(tray().getByText('All done')).toBeVisible({ timeout: 120_000 })
  expect(hashes(there)).toEqual(hashes(here))
})

test('they come down as one zip over a connection that is cut twice', async () => {
  await page.getByLabel('Choose tree').check()
  const arriving = page.waitForEvent('download', { timeout: 150_000 })
  await page.getByRole('button', { name: 'Download', exact: true }).click()
  await cutTwice()
  const zip = join(here, 'tree.zip')
  await (await arriving).saveAs(zip)
  execFileSync('python3', ['-m', 'zipfile', '-e', zip, join(here, 'back')])
  expect(hashes(join(here, 'back'))).toEqual(hashes(there))
})

test('the history tells each cut', async () => {
  await expect.poll(() => told('Session interrupted: the connection broke')).toBe(4)
})
