import { type ChildProcess, spawn } from 'node:child_process'
import { expect, type Page, test } from '@playwright/test'
import { Display } from '../setup/display'
import { Hand } from '../setup/hand'
import { accessible } from '../setup/rules'
import { Scene } from '../setup/scene'
import type { Installation } from '../setup/server'

test.describe.configure({ mode: 'serial' })

// where the agent draws a message of one line on a display of 1280 × 800: its ground, and the middle of its button
const ground = [640, 102] as const
const close = [640, 208] as const
const marine = 0x20304a

let scene: Scene
let mesh: Installation
let display: Display
let person: Hand
let page: Page
let device: string
let sleeper: ChildProcess

test.beforeAll(async ({ browser }) => {
  display = await Display.start('1280x800')
  display.paint('#3264c8')
  person = await Hand.at(display.name)
  sleeper = spawn('sleep', ['98765'])
  scene = await Scene.set(browser, { offers: 'Desktop', environment: { DISPLAY: display.name }, context: { viewport: { width: 1280, height: 900 } } })
  ;({ mesh, page, address: device } = scene)
})

test.afterAll(async () => {
  sleeper.kill()
  person.stop()
  await scene?.stop()
  await display.stop()
})

async function shoot(name: string) {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) })
}

async function choose(item: RegExp) {
  await page.getByRole('button', { name: 'Actions', exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('a message is seen on the screen, closed there, and the outcome says so', async () => {
  await page.goto(device)
  await page.getByRole('button', { name: 'Actions', exact: true }).click()
  await expect(page.getByRole('menuitem', { name: /Wake.*online already/s })).toBeDisabled()
  await expect(page.getByRole('menuitem', { name: /Uninstall.*not offer/s })).toBeDisabled()
  await accessible(page)
  await shoot('menu')
  await page.getByRole('menuitem', { name: /Message/ }).click()
  await page.getByLabel('Text', { exact: true }).fill('Lunch is ready')
  await accessible(page)
  await shoot('message')
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click()
  await expect.poll(() => person.colourAt(...ground), { timeout: 20_000 }).toBe(marine)
  await person.click(...close)
  await expect(page.getByText('Message: The person closed it.')).toBeVisible({ timeout: 15_000 })
  await shoot('closed')
})

test('a process is found and ended from the page', async () => {
  await page.getByRole('tab', { name: 'Processes' }).click()
  await page.getByLabel('Filter').fill('sleep 98765')
  await expect(page.getByRole('row', { name: /sleep 98765/ })).toBeVisible({ timeout: 20_000 })
  await accessible(page)
  await shoot('processes')
  const over = new Promise<string | null>(done => sleeper.once('exit', (_, signal) => done(signal)))
  await page.getByRole('button', { name: /^End sleep/ }).click()
  await shoot('end')
  await page.getByRole('dialog').getByRole('button', { name: 'End' }).click()
  expect(await over).toBe('SIGTERM')
  await expect(page.getByRole('row', { name: /sleep 98765/ })).toHaveCount(0, { timeout: 20_000 })
})

test('a text is put on the clipboard of the device and read there', async () => {
  await choose(/Clipboard/)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Text', { exact: true }).fill('open sesame')
  await dialog.getByRole('button', { name: 'Put on device' }).click()
  await expect(page.getByText('Set the clipboard: Done')).toBeVisible({ timeout: 15_000 })
  await dialog.getByLabel('Text', { exact: true }).fill('')
  await dialog.getByRole('button', { name: 'Get from device' }).click()
  await expect(dialog.getByLabel('Text', { exact: true })).toHaveValue('open sesame', { timeout: 15_000 })
  await accessible(page)
  await shoot('clipboard')
  await dialog.getByRole('button', { name: 'Close' }).click()
})

test('power is asked with what it is for typed first, and closing it does nothing', async () => {
  await page.goto(`${mesh.base}/devices`)
  await choose(/Power/)
  const restart = page.getByRole('dialog').getByRole('button', { name: 'Restart' })
  await expect(restart).toBeDisabled()
  await page.getByLabel('Type 1 to confirm').fill('1')
  await expect(restart).toBeEnabled()
  await accessible(page)
  await shoot('power')
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
})

test('all of it stands in the jobs of the device, on a small screen in the dark too', async () => {
  await page.goto(`${device}?tab=jobs`)
  for (const what of ['Lunch is ready', /^end sleep/, 'set the clipboard to 11 characters', 'read the clipboard']) await expect(page.getByRole('link', { name: what })).toBeVisible()
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 844 })
  for (const tab of ['processes', 'services', 'overview']) {
    await page.goto(`${device}?tab=${tab}`)
    if (tab === 'processes') await expect(page.getByRole('listitem').first()).toBeVisible({ timeout: 20_000 })
    await expect(page.getByRole('button', { name: 'Actions', exact: true })).toBeVisible()
    await accessible(page)
    await shoot(`small-${tab}`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  }
  await page.getByRole('button', { name: 'Actions', exact: true }).click()
  await expect(() => accessible(page)).toPass({ timeout: 5_000 })
  await shoot('small-menu')
})

test('the list of devices acts on all that it shows', async () => {
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.goto(`${mesh.base}/devices`)
  await choose(/Wake/)
  await page.getByRole('dialog').getByRole('button', { name: 'Wake' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'The device is connected already.' })).toBeVisible()
  // the button fades back from its waiting
  await expect(() => accessible(page)).toPass({ timeout: 5_000 })
  await shoot('many')
})
