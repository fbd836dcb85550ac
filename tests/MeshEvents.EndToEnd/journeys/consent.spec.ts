import { type Browser, chromium, expect, type Page, test } from '@playwright/test'
import { Display } from '../setup/display'
import { Hand } from '../setup/hand'
import { signIn } from '../setup/people'
import { accessible } from '../setup/rules'
import { Scene } from '../setup/scene'
import type { Installation } from '../setup/server'

test.describe.configure({ mode: 'serial' })

// where the agent draws its windows on a display of 1280 × 800
const refuse = [548, 208] as const
const allow = [732, 208] as const
const end = [826, 18] as const

let scene: Scene
let mesh: Installation
let display: Display
let person: Hand
let page: Page
let device: string
let group: string

test.beforeAll(async ({ browser }) => {
  display = await Display.start('1280x800')
  display.paint('#3264c8')
  person = await Hand.at(display.name)
  const context = { viewport: { width: 1280, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] }
  scene = await Scene.set(browser, { offers: 'Desktop', environment: { DISPLAY: display.name }, context })
  ;({ mesh, page, address: device } = scene)
  group = `${mesh.base}/groups/${scene.device.groupId}`
})

test.afterAll(async () => {
  person.stop()
  await scene?.stop()
  await display.stop()
})

const connected = (on: Page) => expect(on.getByText('Connected', { exact: true })).toBeVisible({ timeout: 20_000 })

/** The picture of the device is shown: its middle is the colour of the display. */
const sees = (on: Page) =>
  expect
    .poll(() => on.locator('canvas').evaluate(canvas => (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(20, 700, 1, 1).data[2] ?? 0), { timeout: 15_000 })
    .toBeGreaterThan(150)

async function setRule(on: Page, desktop: string) {
  await on.getByRole('button', { name: 'Change what the person at the device is asked' }).click()
  await on.getByRole('dialog').getByLabel('Before the desktop').selectOption({ label: desktop })
  await on.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(on.getByRole('dialog')).toHaveCount(0)
}

test('the rule of a group is set, and the device says where it comes from', async () => {
  await page.goto(group)
  await setRule(page, 'They are asked, and can refuse')
  await expect(page.getByText('They are asked, and can refuse')).toBeVisible()
  await page.screenshot({ path: test.info().outputPath('group.png') })
  await page.goto(device)
  await expect(page.getByText('They are asked, and can refuse · set for the group')).toBeVisible()
  await page.screenshot({ path: test.info().outputPath('device.png'), fullPage: true })
})

test('refused: nothing is shown, and it stands in the history', async () => {
  await page.goto(`${device}/desktop`)
  await expect(page.getByText(/Asking the person at the device\. They have \d+ s/)).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('alert').filter({ hasText: 'The person at the device is asked.' })).toBeAttached()
  await accessible(page)
  await page.screenshot({ path: test.info().outputPath('asking.png') })
  await person.click(...refuse)
  await expect(page.getByText('The person at the device refused.').first()).toBeVisible()
  await page.screenshot({ path: test.info().outputPath('refused.png') })
})

test('given: the screen is shown, with a bar that says who is there', async () => {
  await page.getByRole('button', { name: 'Connect again' }).click()
  await expect(page.getByText(/Asking the person at the device/)).toBeVisible({ timeout: 20_000 })
  await person.click(...allow)
  await connected(page)
  await sees(page)
  await expect(page.getByLabel('Here now: mira')).toBeVisible()
  await page.screenshot({ path: test.info().outputPath('given.png') })
})

test('a second person is asked about while the first watches, who cannot answer for them', async () => {
  const second = await page.context().newPage()
  await second.goto(`${device}/terminal`)
  await second.close()
  const other = await page.context().newPage()
  await other.goto(`${device}/desktop`)
  await expect(other.getByText(/Asking the person at the device/)).toBeVisible({ timeout: 20_000 })
  await page.bringToFront()
  await page.screenshot({ path: test.info().outputPath('question.png') })
  const box = await page.locator('canvas').boundingBox()
  if (!box) throw new Error('the canvas is not shown')
  await page.mouse.click(box.x + (allow[0] / 1280) * box.width, box.y + (allow[1] / 800) * box.height)
  await other.bringToFront()
  await expect(other.getByText(/Asking the person at the device/)).toBeVisible()
  await person.click(...refuse)
  await expect(other.getByText('The person at the device refused.').first()).toBeVisible()
  await other.close()
})

test('clipboards go from one browser over the device into another', async () => {
  let elsewhere: Browser | undefined
  try {
    elsewhere = await chromium.launch(test.info().project.use.launchOptions)
    const theirs = await elsewhere.newContext({ ignoreHTTPSErrors: true, viewport: { width: 390, height: 844 }, permissions: ['clipboard-read', 'clipboard-write'] })
    const other = await theirs.newPage()
    await signIn(other, mesh)
    await other.goto(`${device}/desktop`)
    await expect(other.getByText(/Asking the person at the device/)).toBeVisible({ timeout: 20_000 })
    await person.click(...allow)
    await connected(other)
    await other.getByRole('button', { name: 'Clipboard: off' }).click()
    await expect(other.getByRole('button', { name: 'Clipboard: both ways' })).toBeVisible()

    await page.bringToFront()
    await page.evaluate(() => navigator.clipboard.writeText('from one → to the other'))
    await page.getByRole('button', { name: 'Clipboard: off' }).click()
    await expect.poll(() => other.evaluate(() => navigator.clipboard.readText()), { timeout: 15_000 }).toBe('from one → to the other')

    await other.evaluate(() => navigator.clipboard.writeText('and back'))
    await other.evaluate(() => dispatchEvent(new Event('focus')))
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText()), { timeout: 15_000 }).toBe('and back')
    await other.screenshot({ path: test.info().outputPath('narrow.png') })
    await expect(page.getByLabel('Here now: mira (2×)')).toBeVisible()
    await other.getByRole('button', { name: 'Disconnect' }).click()
  } finally {
    await elsewhere?.close()
  }
})

test('the person at the device ends it', async () => {
  await person.click(...end)
  await expect(page.getByText('The person at the device ended this session.').first()).toBeVisible()
  await page.screenshot({ path: test.info().outputPath('ended.png') })
})

test('all of it stands in the history, and no text of a clipboard', async () => {
  await page.goto(`${mesh.base}/audit`)
  for (const sentence of ['Asked the person at the device, who has 30 s to answer', 'The person at the device refused', 'The person at the device allowed it', 'Session ended: Ended by the person at the device.',
    '23 characters of the clipboard went to the device', '23 characters of the clipboard went out of the device'])
    await expect(page.getByRole('row').filter({ hasText: sentence }).first()).toBeVisible()
  await expect(page.getByText('from one →')).toHaveCount(0)
})
