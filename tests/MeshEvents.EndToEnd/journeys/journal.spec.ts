import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { asPage, setUp } from '../setup/people'
import { Installation, until } from '../setup/server'

test.describe.configure({ mode: 'serial' })

let mesh: Installation
let page: Page
let device: { id: string; name: string }

test.beforeAll(async ({ browser }) => {
  mesh = await Installation.start()
  mesh.startAgent()
  page = await (await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 900 } })).newPage()
  await setUp(page, mesh)
  const { request } = await asPage(page, mesh)
  device = await until('the device to take commands', async () =>
    (await (await request.get(`${mesh.base}/api/devices`)).json()).rows.find((one: { online: boolean; offers: string[] }) => one.online && one.offers.includes('Terminal')),
  )
})

test.afterAll(async () => {
  await page.context().close()
  await mesh.stop()
})

async function accessible() {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  expect(found.violations.map(v => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([])
}

async function shoot(name: string) {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) })
}

const journal = () => page.goto(`${mesh.base}/devices/${device.id}?tab=journal`)

async function lines() {
  const { request } = await asPage(page, mesh)
  return (await (await request.get(`${mesh.base}/api/devices/${device.id}/journal`)).json()) as { lines: number; differences: number }
}

test('before the first command there is nothing, and it says why', async () => {
  await journal()
  await expect(page.getByRole('heading', { name: /No lines were collected/ })).toBeVisible()
})

test('what was sent, taken and done stands in it, and the chain is whole', async () => {
  await page.goto(`${mesh.base}/jobs/new?deviceId=${device.id}`)
  await page.getByLabel('Command or script').fill('echo in the journal')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await until('two lines', async () => (await lines()).lines >= 2)
  await journal()
  await expect(page.getByText('The chain is whole')).toBeVisible()
  await expect(page.getByRole('row', { name: /Taken.*run.*mira.*Sent by this server/ })).toBeVisible()
  await page.getByText('Done', { exact: true }).first().click()
  await expect(page.getByRole('row', { name: /Taken/ })).toHaveCount(0)
  await expect(page.getByRole('row', { name: /Done.*run.*mira/ })).toBeVisible()
  await accessible()
  await shoot('whole')
})

test('a line that was changed on the device is found, with what that means', async () => {
  await mesh.stopAgent()
  const folder = join(mesh.data, 'agent', 'journal')
  const file = join(folder, readdirSync(folder).sort().at(-1) as string)
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"by":"mira"', '"by":"maya"'))
  mesh.startAgent()
  await until('the difference', async () => (await lines()).differences > 0)
  await journal()
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('It differed')
  await expect(alert).toContainText('It was begun anew, or changed')
  await accessible()
  await shoot('broken')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(alert).toBeVisible()
  await accessible()
  await shoot('small')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})
