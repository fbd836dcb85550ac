import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { QuietPage } from '../setup/quiet-page'
import { Scene } from '../setup/scene'
import { until } from '../setup/server'
import { plant } from '../setup/trees'

/** Where the figures go, as JSON; and how large the file is. Set by tools/bench. */
const { FIGURES_JSON: file, FIGURES_MEGABYTES: megabytes = '200' } = process.env
const size = Number(megabytes) * 1e6
const rounds = 3

let scene: Scene | undefined
const here = mkdtempSync(join(tmpdir(), 'mesh-figures-here-'))
const there = mkdtempSync(join(tmpdir(), 'mesh-figures-there-'))
const saved = join(here, 'saved')

test.beforeAll(async ({ browser }) => {
  scene = await Scene.set(browser)
  plant(here, { large: size })
  mkdirSync(saved)
})

test.afterAll(async () => {
  await scene?.stop()
  for (const folder of [here, there]) rmSync(folder, { recursive: true, force: true })
})

/** Megabytes a second until the whole file stands there: page and agent give it its name only then. */
async function rate(path: string, begin: () => Promise<void>) {
  rmSync(path, { force: true })
  const begun = performance.now()
  await begin()
  await until(path, () => statSync(path, { throwIfNoEntry: false })?.size === size, 120)
  return size / 1000 / (performance.now() - begun)
}

test('one large file up and down in the browser', async ({ browser }) => {
  if (!scene) throw new Error('there is no server')
  const page = await QuietPage.open(browser, scene.page.context(), { downloads: saved })
  const speeds = { up: [] as number[], down: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    await page.goto(`${scene.address}/files?path=${encodeURIComponent(there)}`)
    await page.has('Upload files')
    speeds.up.push(await rate(join(there, 'large'), () => page.choose('input[data-files]', join(here, 'large'))))
    await page.press('Choose large')
    speeds.down.push(await rate(join(saved, 'large'), () => page.press('Download')))
  }
  await page.close()
  const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
  const figures = { up: median(speeds.up), down: median(speeds.down) }
  console.log(JSON.stringify(figures))
  if (file) writeFileSync(file, JSON.stringify(figures))
  expect(figures.up).toBeGreaterThan(0)
})
