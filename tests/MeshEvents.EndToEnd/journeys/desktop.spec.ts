import { expect, type Page, test } from '@playwright/test'
import { Display } from '../setup/display'
import { accessible } from '../setup/rules'
import { Scene } from '../setup/scene'
import { type Installation, until } from '../setup/server'

test.describe.configure({ mode: 'serial' })

let scene: Scene
let mesh: Installation
let display: Display
let page: Page
let address: string

test.beforeAll(async ({ browser }) => {
  display = await Display.start()
  display.paint('#3264c8')
  scene = await Scene.set(browser, { offers: 'Desktop', environment: { DISPLAY: display.name }, context: { viewport: { width: 1280, height: 800 } } })
  ;({ mesh, page, address } = scene)
})

test.afterAll(async () => {
  await scene?.stop()
  await display.stop()
})

const canvasOf = (on: Page) => on.locator('canvas')

/** The colour of one point of the picture, read from the canvas itself. */
const colourAt = (on: Page, x: number, y: number) =>
  canvasOf(on).evaluate((canvas, at) => [...((canvas as HTMLCanvasElement).getContext('2d')?.getImageData(at.x, at.y, 1, 1).data ?? [])].slice(0, 3), { x, y })

async function shows(on: Page, x: number, y: number, colour: [number, number, number]) {
  await expect
    .poll(async () => (await colourAt(on, x, y)).every((part, index) => Math.abs(part - (colour[index] ?? 0)) <= 6), { timeout: 15_000 })
    .toBe(true)
}

/** Where the page shows this point of the device, whatever the size it is shown in. */
async function placeOf(on: Page, x: number, y: number): Promise<[number, number]> {
  const box = await canvasOf(on).boundingBox()
  const size = await canvasOf(on).evaluate(canvas => ({ width: (canvas as HTMLCanvasElement).width, height: (canvas as HTMLCanvasElement).height }))
  if (!box) throw new Error('the canvas is not shown')
  return [box.x + ((x + 0.5) / size.width) * box.width, box.y + ((y + 0.5) / size.height) * box.height]
}

const clickAt = async (on: Page, x: number, y: number) => on.mouse.click(...(await placeOf(on, x, y)))

test('the screen is shown, pixel for pixel, and follows what is drawn', async () => {
  await page.goto(address)
  await page.getByRole('link', { name: 'Desktop' }).click()
  await expect(page.getByText('Connected', { exact: true })).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText('1024 × 640')).toBeVisible()
  for (const [x, y] of [[0, 0], [1023, 0], [512, 320], [0, 639], [1023, 639]] as const) await shows(page, x, y, [0x32, 0x64, 0xc8])
  display.paint('#20a040')
  await shows(page, 700, 500, [0x20, 0xa0, 0x40])
  await page.screenshot({ path: test.info().outputPath('desktop.png') })
})

test('clicks, the wheel and typed text arrive in a program', async () => {
  const told = display.listen('1024x640+0+0')
  await until('the window', () => told().includes('MapNotify'))
  await shows(page, 400, 300, [255, 255, 255])
  await clickAt(page, 400, 300)
  await until('the click', () => /ButtonPress event[\s\S]*?\(400,300\)|ButtonPress event[\s\S]*?root:\(400,300\)/.test(told()))
  await page.mouse.move(...(await placeOf(page, 510, 210)))
  await until('the move', () => /MotionNotify event[\s\S]*?root:\(510,210\)/.test(told()))
  await page.mouse.wheel(0, -120)
  await until('the wheel', () => /button 4,/.test(told()))

  // caught, it moves by pixels from where it is, without an edge, and Esc gives it back
  const catching = page.getByRole('button', { name: 'Catch the pointer' })
  const last = () => [...told().matchAll(/MotionNotify[\s\S]*?root:\((\d+),(\d+)\)/g)].at(-1)?.slice(1).map(Number) ?? [0, 0]
  await clickAt(page, 400, 300)
  await catching.click()
  await expect(catching).toHaveAttribute('aria-pressed', 'true')
  await page.mouse.move(600, 500)
  await until('the pointer to be moved', () => last().join() !== '400,300')
  const [x = 0, y = 0] = last()
  await page.mouse.move(630, 480)
  await until('the pointer to be moved by as much', () => last().join() === [x + 30, y - 20].join())
  await page.evaluate(() => document.exitPointerLock())
  await expect(catching).toHaveAttribute('aria-pressed', 'false')
  await canvasOf(page).focus()

  await page.keyboard.type('a9')
  await page.keyboard.press('Shift+Z')
  await page.keyboard.press('Enter')
  for (const name of ['0x61, a)', '0x5a, Z)', '0x39, 9)', '0xff0d, Return)']) await until(name, () => told().includes(name))

  // text that no key of this keyboard writes
  await page.getByRole('button', { name: 'Type text' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('ß→x')
  await page.getByRole('dialog').getByRole('button', { name: 'Type', exact: true }).click()
  for (const name of ['ssharp)', '0x1002192', '0x78, x)']) await until(name, () => told().includes(name))

  // a key that is held when the page loses the keyboard is let go
  await canvasOf(page).focus()
  await page.keyboard.down('F')
  await until('f to go down', () => /KeyPress event[^\n]*\n[^\n]*\n[^\n]*0x46, F\)|0x66, f\)/.test(told()))
  await page.getByRole('button', { name: 'Save the picture' }).focus()
  await until('f to go up', () => /KeyRelease event[\s\S]{0,200}?(0x66, f|0x46, F)\)/.test(told()))
  await page.keyboard.up('F')
})

test('two people watch one screen', async () => {
  const other = await page.context().newPage()
  await other.goto(`${address}/desktop`)
  await expect(other.getByText('Connected', { exact: true })).toBeVisible({ timeout: 20_000 })
  await shows(other, 400, 300, [255, 255, 255])
  await shows(page, 400, 300, [255, 255, 255])
  await other.getByRole('button', { name: 'Disconnect' }).click()
  await expect(other.getByText('You ended this session.')).toBeVisible()
  await other.close()
})

test('one of several displays is chosen, comes back after a cut, and the strip follows what is plugged in', async () => {
  const strip = page.getByRole('radiogroup', { name: 'Display' })
  await expect(strip).toBeHidden()
  display.addMonitor('*HDMI-1', '600/160x640/170+0+0', 'screen')
  display.addMonitor('DP-2', '424/110x300/80+600+40')
  const [all, first, second] = ['All displays', 'Display 1, HDMI-1, 600 × 640, primary', 'Display 2, DP-2, 424 × 300'].map(name => strip.getByRole('radio', { name }))
  await expect(all!).toBeChecked()
  await expect(first!).toBeAttached()
  await expect(page.getByText('1024 × 640')).toBeVisible()

  await strip.getByText('DP-2', { exact: true }).click()
  await expect(second!).toBeChecked()
  await expect(page.getByText('424 × 300', { exact: false }).last()).toBeVisible()
  await shows(page, 10, 10, [255, 255, 255])
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await accessible(page, `displays, ${colorScheme}`)
    await page.screenshot({ path: test.info().outputPath(`displays-${colorScheme}.png`) })
  }

  // with the keyboard, and remembered
  await second!.press('ArrowLeft')
  await expect(first!).toBeChecked()
  await expect.poll(() => canvasOf(page).evaluate(canvas => (canvas as HTMLCanvasElement).width)).toBe(600)
  await page.reload()
  await expect(first!).toBeChecked({ timeout: 20_000 })
  await expect.poll(() => canvasOf(page).evaluate(canvas => (canvas as HTMLCanvasElement).width)).toBe(600)

  await page.setViewportSize({ width: 390, height: 844 })
  await expect(strip).toBeHidden()
  const list = page.getByRole('combobox', { name: 'Display' })
  await expect(list).toHaveValue('1')
  await page.screenshot({ path: test.info().outputPath('displays-narrow.png') })
  await list.selectOption('All displays')
  await page.setViewportSize({ width: 1280, height: 800 })
  await expect(all!).toBeChecked()

  display.removeMonitor('DP-2')
  await expect(strip).toBeHidden()
  display.removeMonitor('HDMI-1')
})

test('the page is good on a small screen, in the dark, and for everybody', async () => {
  for (const [name, width, height, colorScheme] of [['wide', 1280, 800, 'light'], ['dark', 1280, 800, 'dark'], ['narrow', 390, 844, 'dark']] as const) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme })
    await expect(page.getByText('Connected', { exact: true })).toBeVisible()
    await accessible(page, name)
    await page.screenshot({ path: test.info().outputPath(`desktop-${name}.png`) })
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  expect(scene.breaches).toEqual([])
})

test('a display that dies says so, and the session stands in the history', async () => {
  await display.stop()
  await expect(page.getByText('The screen went away')).toBeVisible({ timeout: 15_000 })
  await page.screenshot({ path: test.info().outputPath('desktop-gone.png') })
  await page.getByRole('button', { name: 'Connect again' }).click()
  await expect(page.getByText(/No graphical session|went away/)).toBeVisible({ timeout: 20_000 })
  await page.goto(`${mesh.base}/audit`)
  await expect(page.getByRole('row').filter({ hasText: 'Asked for a desktop session' }).first()).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: 'Session ended: Closed by the device.' }).first()).toBeVisible()
})
