import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { asPage, giveRole, signIn } from '../setup/people'
import { accessible } from '../setup/rules'
import { type Device, Scene } from '../setup/scene'
import { type Installation, until } from '../setup/server'
import { hashes } from '../setup/trees'

test.describe.configure({ mode: 'serial' })
test.setTimeout(120_000)

const large = 60_000_000
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')

let scene: Scene
let mesh: Installation
let page: Page
let device: Device
/** What is here, and what is on the device. */
const here = mkdtempSync(join(tmpdir(), 'mesh-files-here-'))
const there = mkdtempSync(join(tmpdir(), 'mesh-files-there-'))

const open = async (folder: string) => {
  await page.goto(`${mesh.base}/devices/${device.id}/files?path=${encodeURIComponent(folder)}`)
  await expect(page.getByRole('button', { name: 'Upload files' })).toBeEnabled({ timeout: 20_000 })
}
const tray = () => page.getByRole('complementary', { name: 'Transfers' })
const row = (name: string) => page.getByRole('row').filter({ hasText: name })
const choose = (name: string) => page.getByLabel(`Choose ${name}`).check()
const more = async (verb: string) => {
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: verb }).click()
}

/** The agent is gone for a moment, with all its connections. */
const cut = async () => {
  await mesh.stopAgent()
  await expect(tray().getByText(/Connection broken/).first()).toBeVisible()
  mesh.startAgent()
}

test.beforeAll(async ({ browser }) => {
  scene = await Scene.set(browser)
  ;({ mesh, page, device } = scene)
  mkdirSync(join(here, 'tree', 'deep', 'deeper'), { recursive: true })
  writeFileSync(join(here, 'tree', 'deep', 'large.bin'), randomBytes(large))
  writeFileSync(join(here, 'tree', 'deep', 'deeper', 'grüße.txt'), 'hello from here')
  writeFileSync(join(here, 'tree', 'empty'), '')
  writeFileSync(join(here, 'tree', 'picture.png'), png)
})

test.afterAll(async () => {
  await scene?.stop()
  for (const folder of [here, there]) rmSync(folder, { recursive: true, force: true })
})

test('files are opened from the page of the device', async () => {
  await page.goto(`${mesh.base}/devices/${device.id}`)
  await page.getByRole('link', { name: 'Files', exact: true }).click()
  await expect(page.getByRole('heading', { name: `Files of ${device.name}` })).toBeVisible()
  await row('etc').first().click()
  await expect(row('alternatives').first()).toBeVisible()
  writeFileSync(join(there, 'note.txt'), 'seen <b>as text</b>')
  await open(there)
  await row('note.txt').click()
  await expect(page.getByLabel('Preview').getByText('seen <b>as text</b>')).toBeVisible()
  await page.screenshot({ path: test.info().outputPath('files.png') })
})

test('a folder goes up over a connection that breaks in the middle', async () => {
  await open(there)
  await page.locator('input[data-folder]').setInputFiles(join(here, 'tree'))
  const part = () => {
    const folder = join(there, 'tree', 'deep')
    const name = existsSync(folder) ? readdirSync(folder).find(file => file.endsWith('.part')) : undefined
    return name ? statSync(join(folder, name)).size : 0
  }
  await until('the large file to be under way', () => part() > 2_000_000)
  await cut()
  expect(part()).toBeLessThan(large)
  // other pages are no hindrance
  await page.getByRole('link', { name: 'Devices', exact: true }).first().click()
  await expect(tray().getByText('All done')).toBeVisible({ timeout: 90_000 })
  await page.screenshot({ path: test.info().outputPath('tray.png') })
  expect(hashes(join(there, 'tree'))).toEqual(hashes(join(here, 'tree')))
  expect(readdirSync(join(there, 'tree', 'deep'))).toEqual(['deeper', 'large.bin'])
})

test('the folder comes down as one zip over a connection that breaks in the middle', async () => {
  await open(there)
  await choose('tree')
  const arriving = page.waitForEvent('download', { timeout: 90_000 })
  await page.getByRole('button', { name: 'Download', exact: true }).click()
  await expect(tray().getByText(/[1-9]\d* MB · /)).toBeVisible({ timeout: 20_000 })
  await cut()
  const zip = await arriving
  expect(zip.suggestedFilename()).toBe('tree.zip')
  const file = join(here, 'tree.zip')
  await zip.saveAs(file)
  execFileSync('python3', ['-m', 'zipfile', '-e', file, join(here, 'back')])
  expect(hashes(join(here, 'back', 'tree'))).toEqual(hashes(join(here, 'tree')))
})

test('a file that changes while it is sent does not arrive', async () => {
  await open(there)
  const changing = join(here, 'changing.bin')
  writeFileSync(changing, randomBytes(large))
  await page.locator('input[data-files]').setInputFiles(changing)
  await until('it to be under way', () => readdirSync(there).some(file => file.startsWith('.changing.bin.')))
  writeFileSync(changing, 'another one')
  await expect(tray().getByText('can no longer be read')).toBeVisible()
  await expect.poll(() => readdirSync(there).filter(file => file.includes('changing.bin'))).toEqual([])
})

test('a name that is taken is asked about', async () => {
  await open(join(there, 'tree'))
  writeFileSync(join(here, 'picture.png'), 'another one')
  await page.locator('input[data-files]').setInputFiles(join(here, 'picture.png'))
  await expect(page.getByRole('dialog').getByText('picture.png is there already')).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Keep both' }).click()
  await expect(row('picture (2).png')).toBeVisible()
  expect(readFileSync(join(there, 'tree', 'picture (2).png'), 'utf8')).toBe('another one')
  expect(readFileSync(join(there, 'tree', 'picture.png'))).toEqual(png)
})

test('folders are made, files renamed, moved and deleted, a picture is shown', async () => {
  await page.getByRole('button', { name: 'New folder' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('made')
  await page.getByRole('dialog').getByRole('button', { name: 'Make' }).click()
  await expect(row('made').first()).toBeVisible()

  await choose('picture (2).png')
  await more('Rename…')
  await page.getByRole('dialog').getByLabel('New name').fill('second.txt')
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await expect(row('second.txt')).toBeVisible()

  await choose('second.txt')
  await more('Move to…')
  await page.getByRole('dialog').getByLabel('Into the folder').fill(join(there, 'tree', 'made'))
  await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click()
  await expect(row('second.txt')).toHaveCount(0)
  expect(readFileSync(join(there, 'tree', 'made', 'second.txt'), 'utf8')).toBe('another one')

  await row('picture.png').click()
  await expect(page.getByLabel('Preview').getByRole('img', { name: 'picture.png' })).toBeVisible()
  await page.getByRole('button', { name: 'Close the preview' }).click()

  await choose('made')
  await more('Delete…')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(row('made')).toHaveCount(0)
  expect(existsSync(join(there, 'tree', 'made'))).toBe(false)
})

test('the page keeps to the rules of accessibility, on a small screen too', async () => {
  await page.getByRole('button', { name: 'Clear finished' }).click()
  for (const [width, height] of [[1280, 800], [390, 844]] as const) {
    await page.setViewportSize({ width, height })
    await open(join(there, 'tree'))
    await accessible(page, width)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    await page.screenshot({ path: test.info().outputPath(`files-${width}.png`) })
  }
  await page.setViewportSize({ width: 1280, height: 800 })
})

test('the history says what was done', async () => {
  const { request } = await asPage(page, mesh)
  const sentences = async () => ((await (await request.get(`${mesh.base}/api/audit?deviceId=${device.id}&take=500`)).json()).rows as { sentence: string }[]).map(entry => entry.sentence)
  const large = join(there, 'tree', 'deep', 'large.bin')
  for (const sentence of [
    `Uploaded ${large} (60,000,000 bytes)`,
    `Made folder ${join(there, 'tree', 'deep')}`,
    `Renamed picture (2).png to second.txt in ${join(there, 'tree')}`,
    `Moved second.txt in ${join(there, 'tree')} to ${join(there, 'tree', 'made')}`,
    `Deleted made in ${join(there, 'tree')}, 2 files and folders in all`,
    `Downloaded ${join(there, 'note.txt')} (19 bytes)`,
    `Downloaded tree in ${there}`,
    // the cut in the middle is not hidden
    `Asked to upload ${large}; whether it was done is not known: The connection ended before the device answered.`,
    'Session interrupted: the connection broke',
  ])
    await expect.poll(async () => (await sentences()).some(said => said.startsWith(sentence)), { message: sentence }).toBe(true)
  await page.goto(`${mesh.base}/audit`)
  await expect(page.getByRole('row').filter({ hasText: 'Deleted made in' }).first()).toBeVisible()
})

test('without the right there are no files', async ({ browser }) => {
  const ana = { name: 'ana', email: 'ana@example.org', password: 'a stranger with a password' }
  const { request, headers } = await asPage(page, mesh)
  expect((await request.post(`${mesh.base}/api/users`, { headers, data: ana })).ok()).toBe(true)
  await giveRole(page, mesh, device.groupId, ana.name, 'Terminal only')

  const other = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage()
  await signIn(other, mesh, ana)
  await other.goto(`${mesh.base}/devices/${device.id}`)
  await expect(other.getByRole('link', { name: 'Terminal' })).toBeVisible()
  await expect(other.getByRole('button', { name: 'Files', exact: true })).toBeDisabled()
  await other.goto(`${mesh.base}/devices/${device.id}/files`)
  await expect(other.getByText('The connection ended.')).toBeVisible()
  await expect(other.getByRole('button', { name: 'Upload files' })).toHaveCount(0)
  await other.context().close()
})
