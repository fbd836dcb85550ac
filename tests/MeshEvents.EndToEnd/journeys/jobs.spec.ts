import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { expect, type Page, test } from '@playwright/test'
import { asPage } from '../setup/people'
import { type Device, Scene } from '../setup/scene'
import { type Installation, until } from '../setup/server'

test.describe.configure({ mode: 'serial' })

let scene: Scene
let mesh: Installation
let page: Page
let device: Device

const row = () => page.getByRole('table').getByRole('row').nth(1)

test.beforeAll(async ({ browser }) => {
  scene = await Scene.set(browser)
  ;({ mesh, page, device } = scene)
})

test.afterAll(async () => {
  await scene?.stop()
})

async function run(text: string) {
  await page.goto(`${mesh.base}/jobs/new?deviceId=${device.id}`)
  await page.getByLabel('Command or script').fill(text)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(text.split('\n')[0] ?? '')
}

test('a command is run on a device, and what it writes is seen while it runs', async () => {
  await run(`echo first; until [ -e ${mesh.data}/go-on ]; do sleep 0.1; done; echo second >&2; exit 3`)
  await row().click()
  const output = page.getByRole('dialog')
  await expect(output).toContainText('first')
  writeFileSync(`${mesh.data}/go-on`, '')
  await expect(output).toContainText('second')
  await page.screenshot({ path: test.info().outputPath('job.png') })
  await page.keyboard.press('Escape')
  await expect(row()).toContainText('3')
})

test('one that never ends is cancelled, with all that it started', async () => {
  const mark = `never-ends-${process.pid}`
  await run(`sleep 1000.${process.pid} & echo ${mark}; wait`)
  await expect(row()).toContainText(mark, { timeout: 15_000 })
  const left = () => execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes(`sleep 1000.${process.pid}`)
  expect(left()).toBe(true)
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await page.getByRole('button', { name: 'Cancel the job' }).click()
  await expect(row()).toContainText('Cancelled', { timeout: 15_000 })
  await until('its processes to end', () => !left())
})

test('what failed is tried again, in a job of its own', async () => {
  const flag = `${mesh.data}/flag`
  await run(`[ -e ${flag} ] || { touch ${flag}; exit 9; }; echo now`)
  await expect(row()).toContainText('9', { timeout: 15_000 })
  await page.getByRole('button', { name: 'Retry what failed' }).click()
  await expect(page.getByText('Repeats an earlier job')).toBeVisible()
  await expect(row()).toContainText('now', { timeout: 15_000 })
})

test('a device that is away gets it when it returns, and one that dies in the middle says so', async () => {
  await mesh.killAgent()
  const { request } = await asPage(page, mesh)
  await until('the device to be away', async () => !(await (await request.get(`${mesh.base}/api/devices/${device.id}`)).json()).device.online)
  await run('echo late; sleep 40')
  await expect(row()).toContainText('Waiting')
  mesh.startAgent()
  await expect(row()).toContainText('late', { timeout: 30_000 })
  await mesh.killAgent()
  mesh.startAgent()
  await expect(row()).toContainText('Outcome unknown', { timeout: 30_000 })
})

test('all of it stands in the history, and in the journal of the device', async () => {
  const { request } = await asPage(page, mesh)
  const rows = (await (await request.get(`${mesh.base}/api/audit?take=500`)).json()).rows as { sentence: string }[]
  for (const said of ['Started a job on one device', 'Asked to run', 'Ended with exit code 3', 'Cancelled a job', 'The outcome is unknown']) expect(rows.some(one => one.sentence.startsWith(said)), said).toBe(true)
  expect(rows.some(one => one.sentence.startsWith("The device's own journal differs"))).toBe(false)
  const journal = await until('the journal', async () => {
    const lines = (await (await request.get(`${mesh.base}/api/devices/${device.id}/journal`)).json()).rows as { what: string; action: string; by: string }[]
    return lines.filter(line => line.action === 'run' && line.what === 'taken').length >= 5 ? lines : undefined
  })
  expect(new Set(journal.filter(line => line.what !== 'refused').map(line => line.by))).toEqual(new Set(['mira']))
})
