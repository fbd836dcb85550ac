import { expect, type Page, test } from '@playwright/test'
import { asPage, mira, setUp, signIn, Terminal } from '../setup/people'
import { accessible, policyBreaches } from '../setup/rules'
import { Installation } from '../setup/server'

test.describe.configure({ mode: 'serial' })

let mesh: Installation
let page: Page
let breaches: readonly string[]

test.beforeAll(async ({ browser }) => {
  mesh = await Installation.start()
  mesh.startAgent()
  page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage()
  breaches = policyBreaches(page)
})

test.afterAll(async () => {
  await page.context().close()
  await mesh.stop()
})

test('from the set-up link to the first device', async () => {
  await setUp(page, mesh)
  await expect(page.getByText('Open terminal').or(page.getByRole('link', { name: 'Terminal' })).first()).toBeVisible({ timeout: 20_000 })
  await page.goto(`${mesh.base}/devices`)
  await expect(page.getByText('1 device · 1 online')).toBeVisible()
  await page.screenshot({ path: test.info().outputPath('devices.png') })
})

test('the link works once', async ({ playwright }) => {
  const anybody = await playwright.request.newContext({ ignoreHTTPSErrors: true })
  const again = await anybody.get(`${mesh.base}/setup`, { headers: { accept: 'text/html' } })
  expect(again.status()).toBe(404)
  const forged = await anybody.post(`${mesh.base}/api/setup`, {
    headers: { origin: mesh.base },
    data: { code: mesh.setUpCode, name: 'eve', email: 'eve@example.org', password: 'correct horse battery staple', groupName: 'x' },
  })
  expect(forged.status()).toBe(404)
  await anybody.dispose()
})

test('a terminal that types, resizes and interrupts', async () => {
  await page.goto(`${mesh.base}/devices`)
  await page.getByRole('row').nth(1).click()
  await page.getByRole('link', { name: 'Terminal' }).or(page.getByRole('button', { name: 'Terminal' })).first().click()
  const terminal = await Terminal.on(page)
  await expect(terminal.state).toBeVisible({ timeout: 20_000 })
  // typed before the reader's mode is on: in it the emulator takes no letters that a US keyboard lacks from a driver
  await terminal.type('echo "sum: $((40 + 2)) grüße"')
  await terminal.readable()
  await terminal.shows(/sum: 42 grüße/)

  await terminal.type('stty size')
  await terminal.shows(/^\d+ \d+\s*$/m)
  const before = (await terminal.text()).match(/^(\d+) (\d+)\s*$/m)
  await page.setViewportSize({ width: 1000, height: 640 })
  await terminal.type('clear; stty size')
  await expect.poll(async () => (await terminal.text()).match(/^(\d+) (\d+)\s*$/m)?.[2], { timeout: 15_000 }).not.toBe(before?.[2])
  await page.setViewportSize({ width: 1280, height: 800 })

  // the program in front, not a shell that is about to start it
  await terminal.type("sh -c 'echo going; exec sleep 100'")
  await terminal.shows(/^going/m)
  await page.keyboard.press('Control+C')
  await terminal.type('echo interrupted')
  await terminal.shows(/^interrupted/m)
  await page.screenshot({ path: test.info().outputPath('terminal.png') })
})

test('every step stands in the history, with what it was before', async () => {
  const { request, headers } = await asPage(page, mesh)
  const device = (await (await request.get(`${mesh.base}/api/devices`)).json()).rows[0]
  await page.goto(`${mesh.base}/devices/${device.id}`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Rename…' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('reception')
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await expect(page.getByRole('heading', { name: 'reception' })).toBeVisible()

  await page.goto(`${mesh.base}/audit`)
  for (const step of ['Set up the server', `Made account ${mira.name}`, 'Made device group My devices', 'Asked for a terminal session', 'Session opened', `Renamed ${device.name} to reception`])
    await expect(page.getByRole('row').filter({ hasText: step }).first()).toBeVisible()
  await page.getByRole('row').filter({ hasText: `Renamed ${device.name} to reception` }).click()
  const panel = page.getByRole('dialog').or(page.getByRole('complementary'))
  await expect(panel.getByText('reception').first()).toBeVisible()
  await expect(panel.getByText(device.name, { exact: true }).first()).toBeVisible()
  await page.screenshot({ path: test.info().outputPath('audit.png') })

  const renamed = (await (await request.get(`${mesh.base}/api/audit?kind=devices.device_renamed`, { headers })).json()).rows[0]
  const before = new Date(new Date(renamed.at).getTime() - 1).toISOString()
  const then = await (await request.get(`${mesh.base}/api/devices/${device.id}?asOf=${encodeURIComponent(before)}`)).json()
  expect(then.device.name).toBe(device.name)
  const list = await (await request.get(`${mesh.base}/api/devices?asOf=${encodeURIComponent(before)}`)).json()
  expect(list.rows.map((row: { name: string }) => row.name)).toEqual([device.name])
})

test('what the list shows follows the device without a reload', async () => {
  await page.goto(`${mesh.base}/devices`)
  await expect(page.getByText('1 device · 1 online')).toBeVisible()
  await mesh.stopAgent()
  await expect(page.getByText('1 device · 0 online')).toBeVisible({ timeout: 5_000 })
  mesh.startAgent()
  await expect(page.getByText('1 device · 1 online')).toBeVisible({ timeout: 15_000 })
})

test('no page breaks the content security policy or the accessibility rules', async () => {
  for (const path of ['/devices', '/devices/add', '/groups', '/sessions', '/audit', '/people', '/server', '/server/projections', '/account']) {
    await page.goto(mesh.base + path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await accessible(page, path)
  }
  expect(breaches).toEqual([])
})

test('signing out ends it everywhere at once', async ({ browser }) => {
  const other = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage()
  await signIn(other, mesh)
  await other.goto(`${mesh.base}/account`)
  await expect(other.getByText('Where you are signed in')).toBeVisible()
  await other.getByRole('button', { name: /^End the login of/ }).first().click()
  await expect.poll(async () => (await page.context().request.get(`${mesh.base}/api/me`)).status()).toBe(401)
  await page.goto(`${mesh.base}/devices`)
  await expect(page).toHaveURL(/sign-in/)
  await other.context().close()
})
