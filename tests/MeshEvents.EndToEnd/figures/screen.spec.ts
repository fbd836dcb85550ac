import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { Display } from '../setup/display'
import { Painter } from '../setup/painter'
import { setUp } from '../setup/people'
import { QuietPage } from '../setup/quiet-page'
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
let page: QuietPage | undefined

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
  const person = await browser.newContext()
  const first = await person.newPage()
  await setUp(first, installation)
  const device = await until('the device with its screen', async () => {
    const { rows } = (await first.evaluate(async () => (await fetch('/api/devices')).json())) as { rows: { id: string; offers: string[] }[] }
    return rows.find(row => row.offers.includes('Desktop'))
  })
  page = await QuietPage.open(browser, person, { width, height })
  await person.close()
  await page.goto(`${installation.base}/devices/${device.id}/desktop`)
  await until('the screen', () => page?.look(`document.body?.innerText.includes('${width} × ${height}')`), 60)
})

// also of what came only half way: the next figure is measured on this machine
test.afterAll(async () => {
  painter?.stop()
  await Promise.all([page?.close(), mesh?.stop().finally(() => display?.stop())])
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

/** A new colour of one pixel of the canvas, and the browser's frame it came with: milliseconds, by the clock of this machine. */
interface Seen {
  at: number
  colour: string
}

/**
 * What one pixel of the canvas shows, frame by frame, while something is drawn.
 * @param look for so long, milliseconds; drawing takes no less
 */
async function watch(x: number, y: number, look: number, draw: () => Promise<void>): Promise<Seen[]> {
  if (!page) throw new Error('no page')
  await page.evaluate(
    ({ x, y, look }) => {
      const canvas = document.querySelector('canvas')?.getContext('2d')
      const seen: { at: number; colour: string }[] = []
      const begin = performance.now()
      const step = () => {
        // JPEG changes a colour a little: its upper bits tell it
        const colour = [...(canvas?.getImageData(x, y, 1, 1).data ?? [])].slice(0, 2).map(part => part >> 4).join()
        if (colour !== seen.at(-1)?.colour) seen.push({ at: performance.timeOrigin + performance.now(), colour })
        if (performance.now() - begin < look) requestAnimationFrame(step)
      }
      step()
      Object.assign(globalThis, { seen })
    },
    { x, y, look },
  )
  await draw()
  return page.evaluate(() => (globalThis as unknown as { seen: Seen[] }).seen, undefined)
}

/** Pictures a second that reach the canvas while all of the screen changes 60 times a second: those whose mark was seen there. */
async function frames(): Promise<number> {
  let number = 0
  const settle = 3000          // until it has found its pace
  const seen = await watch(mark.x + 32, mark.y + 32, settle + look, async () => {
    const painting = setInterval(() => {
      painter.show(++number % kinds.length)
      painter.fill(mark.x, mark.y, mark.side, mark.side, colourOf(number))
    }, 1000 / 60)
    await pass(settle + look + 500)
    clearInterval(painting)
  })
  const [first] = seen
  const counted = seen.filter(({ at }) => first && at > first.at + settle)
  return ((counted.length - 1) * 1000) / ((counted.at(-1)?.at ?? 0) - (counted[0]?.at ?? 0))
}

/** From a drawn square of 20 pixels to the browser's first frame whose canvas has it; milliseconds, the median. */
async function smallChange(): Promise<number> {
  const [x, y, rounds, longest] = [400, 300, 41, 200]
  painter.fill(0, 0, width, height, 0x304050)
  await pass(3000)
  const drawn: number[] = []
  const seen = await watch(x + 10, y + 10, rounds * longest, async () => {
    for (let round = 0; round < rounds; round++) {
      await pass(longest - (round % 7) * 13)          // not in step with anybody's clock
      drawn.push(now())
      painter.fill(x, y, 20, 20, round % 2 === 0 ? 0xe82828 : 0x282828)
    }
    await pass(2 * longest)
  })
  const changes = seen.slice(-rounds)
  expect(changes.map(({ colour }) => colour)).toEqual(drawn.map((_, round) => (round % 2 === 0 ? '14,2' : '2,2')))
  return median(changes.map(({ at }, round) => at - (drawn[round] ?? 0)).slice(1))
}

/** What was done, and the share of one processor that the agent needed meanwhile. */
async function busy<T>(pid: number, work: () => Promise<T>): Promise<{ answer: T; percent: number }> {
  const [begin, before] = [now(), processorTime(pid)]
  const answer = await work()
  return { answer, percent: ((processorTime(pid) - before) * 100_000) / (now() - begin) }
}
