import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { Scene } from '../setup/scene'
import { plant } from '../setup/trees'

/** Where the figures go, as JSON; and how large the file is. Set by tools/bench. */
const { FIGURES_JSON: file, FIGURES_MEGABYTES: megabytes = '200' } = process.env
const size = Number(megabytes) * 1e6
const rounds = 3

let scene: Scene | undefined
const here = mkdtempSync(join(tmpdir(), 'mesh-figures-here-'))
const there = mkdtempSync(join(tmpdir(), 'mesh-figures-there-'))

test.beforeAll(async ({ browser }) => {
  scene = await Scene.set(browser)
  plant(here, { large: size })
})

test.afterAll(async () => {
  await scene?.stop()
  for (const folder of [here, there]) rmSync(folder, { recursive: true, force: true })
})

test('one large file up and down in the browser', async () => {
  if (!scene) throw new Error('there is no server')
  const { page, address } = scene
  await page.goto(`${address}/files?path=${encodeURIComponent(there)}`)
  await expect(page.getByRole('button', { name: 'Upload files' })).toBeEnabled({ timeout: 20_000 })
  const done = page.getByRole('complementary', { name: 'Transfers' }).getByText('All done')
  const speeds = { up: [] as number[], down: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    rmSync(join(there, 'large'), { force: true })
    let begun = performance.now()
    await page.locator('input[data-files]').setInputFiles(join(here, 'large'))
    await expect.poll(() => statSync(join(there, 'large'), { throwIfNoEntry: false })?.size, { timeout: 120_000, intervals: [5] }).toBe(size)
    await expect(done).toBeVisible()
    speeds.up.push(size / 1000 / (performance.now() - begun))

    await page.getByLabel('Choose large').check()
    const arriving = page.waitForEvent('download')
    begun = performance.now()
    await page.getByRole('button', { name: 'Download', exact: true }).click()
    const download = await arriving
    expect(statSync(await download.path()).size).toBe(size)
    speeds.down.push(size / 1000 / (performance.now() - begun))
    await download.delete()
    await page.reload()
    await expect(page.getByRole('button', { name: 'Upload files' })).toBeEnabled({ timeout: 20_000 })
  }
  const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
  const figures = { up: median(speeds.up), down: median(speeds.down) }
  console.log(JSON.stringify(figures))
  if (file) writeFileSync(file, JSON.stringify(figures))
  expect(figures.up).toBeGreaterThan(0)
})
