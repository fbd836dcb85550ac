import { readFileSync, writeFileSync } from 'node:fs'
import { expect, type Page, test } from '@playwright/test'
import { Display } from '../setup/display'
import { Painter } from '../setup/painter'
import { setUp } from '../setup/people'
import { Installation, until } from '../setup/server'

/** Where the figures go, as JSON; which encoder; and how long is looked. Set by tools/bench. */
const { FIGURES_JSON: file, FIGURES_HIDE: hidden, FIGURES_SECONDS: seconds = '10' } = process.env
const [width, height, look] = [1920, 1080, Number(seconds) * 1000]

/** A square in the last corner tells the pictures apart: its colour has 4 bits of the number in red and 4 in green. */
const mark = { x: width - 64, y: height - 64, side: 64 }
const colourOf = (number: number) => (((number & 15) * 16 + 8) << 16) | ((((number >> 4) & 15) * 16 + 8) << 8)

let mesh: Installation | undefined
let display: Display | undefined
let painter: Painter
let page: Page

/** So many pictures in turn: two looks at the screen find different ones, whatever their pace, unless nothing was drawn in between. */
const kinds = [0xe6f0fa, 0xc8d2b4, 0xf0e6c8, 0xb4c8dc, 0xdcc8e6]

/** Lines of small marks, as hard to encode as a screen full of text; every pixel of one kind differs from the others'. */
function picture(kind: number): Buffer {
  const pixels = Buffer.alloc(width * height * 4)
  let random = kind + 1
  for (let at = 0; at < width * height; at++) {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0
    const marked = Math.floor(at / width) % 18 > 3 && (at % width) % 9 < 7 && random >>> 30 === 0
    pixels.writeUInt32LE(marked ? 0x202020 + kind * 0x080808 : (kinds[kind] ?? 0), at * 4)
  }
  return pixels
}

/** Processor time of a process so far, in seconds (proc(5): fields 14 and 15, in hundredths). */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const pass = (ms: number) => new Promise(done => setTimeout(done, ms))
const now = () => performance.timeOrigin + performance.now()
const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

test.beforeAll(async ({ browser }) => {
  display = await Display.start(`${width}x${height}`)
  painter = await Painter.on(display.name)
  const installation = await Installation.start()
  mesh = installation
  // the library is hidden from this one process, in a view of the file system of its own: the agent finds none, as on a system without it
  const before = hidden ? ['unshare', '-m', 'sh', '-c', 'mount --bind /dev/null "$0" && exec "$@"', hidden] : []
  installation.startAgent({ DISPLAY: display.name }, before)
  page = await (await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width, height } })).newPage()
  await setUp(page, installation)
  const device = await until('the device with its screen', async () =>
    (await (await page.context().request.get(`${installation.base}/api/devices`)).json()).rows.find((row: { offers: string[] }) => row.offers.includes('Desktop')),
  )
  await page.goto(`${installation.base}/devices/${device.id}/desktop`)
  await expect(page.getByText(`${width} × ${height}`)).toBeVisible({ timeout: 60_000 })
})

// also of what came only half way: the next figure is measured on this machine
test.afterAll(async () => {
  painter?.stop()
  await page?.context().close()
  await mesh?.stop()
  await display?.stop()
})

test('a screen of 1920 x 1080 in the browser', async () => {
  for (const kind of kinds.keys()) painter.keep(kind, picture(kind))
  const pid = mesh?.agentPid ?? 0
  const [all, small, still] = [await busy(pid, frames), await smallChange(), await busy(pid, () => pass(look))]
  if (hidden) expect(readFileSync(`/proc/${pid}/maps`, 'utf8')).not.toContain('libturbojpeg')
  const figures = { framesPerSecond: all.answer, agentChangingPercent: all.percent, smallChangeMs: small, agentStillPercent: still.percent }
  console.log(JSON.stringify(figures))
  if (file) writeFileSync(file, JSON.stringify(figures))
  expect(figures.framesPerSecond).toBeGreaterThan(0)
  expect(figures.agentChangingPercent).toBeGreaterThan(0)
})

/** Pictures a second that reach the canvas while all of the screen changes 60 times a second: those whose mark was seen there. */
async function frames(): Promise<number> {
  let number = 0
  const painting = setInterval(() => {
    painter.show(++number % kinds.length)
    painter.fill(mark.x, mark.y, mark.side, mark.side, colourOf(number))
  }, 1000 / 60)
  await pass(3000)          // until it has found its pace
  const seen = await page.locator('canvas').evaluate(
    (element, { x, y, look }) =>
      new Promise<number>(done => {
        const canvas = (element as HTMLCanvasElement).getContext('2d')
        const [begin, colours] = [performance.now(), [] as string[]]
        const step = () => {
          const colour = [...(canvas?.getImageData(x, y, 1, 1).data ?? [])].slice(0, 2).map(part => part >> 4).join()
          if (colour !== colours.at(-1)) colours.push(colour)
          if (performance.now() - begin < look) requestAnimationFrame(step)
          else done(((colours.length - 1) * 1000) / (performance.now() - begin))
        }
        step()
      }),
    { x: mark.x + 32, y: mark.y + 32, look },
  )
  clearInterval(painting)
  return seen
}

/** From a drawn square of 20 pixels to the browser's first frame whose canvas has it; milliseconds, the median. */
async function smallChange(): Promise<number> {
  const [x, y] = [400, 300]
  painter.fill(0, 0, width, height, 0x304050)
  await pass(3000)
  const times: number[] = []
  for (let round = 0; round < 41; round++) {
    const red = round % 2 === 0
    const appeared = page.locator('canvas').evaluate(
      (element, { x, y, red }) =>
        new Promise<number>(done => {
          const canvas = (element as HTMLCanvasElement).getContext('2d')
          const step = () => {
            if ((canvas?.getImageData(x, y, 1, 1).data[0] ?? 0) > 128 === red) done(performance.timeOrigin + performance.now())
            else requestAnimationFrame(step)
          }
          step()
        }),
      { x: x + 10, y: y + 10, red },
    )
    await pass(100 + (round % 7) * 13)          // the page looks by now; not in step with anybody's clock
    const drawn = now()
    painter.fill(x, y, 20, 20, red ? 0xf02020 : 0x202020)
    times.push((await appeared) - drawn)
  }
  return median(times.slice(1))
}

/** What was done, and the share of one processor that the agent needed meanwhile. */
async function busy<T>(pid: number, work: () => Promise<T>): Promise<{ answer: T; percent: number }> {
  const [begin, before] = [now(), processorTime(pid)]
  const answer = await work()
  return { answer, percent: ((processorTime(pid) - before) * 100_000) / (now() - begin) }
}
