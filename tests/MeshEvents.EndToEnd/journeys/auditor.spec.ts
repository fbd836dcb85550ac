import { readFileSync } from 'node:fs'
import { expect, type Page, test } from '@playwright/test'
import { asPage } from '../setup/people'
import { Scene } from '../setup/scene'
import type { Installation } from '../setup/server'

test.describe.configure({ mode: 'serial' })

let scene: Scene
let mesh: Installation
let page: Page

test.beforeAll(async ({ browser }) => {
  scene = await Scene.set(browser)
  ;({ mesh, page } = scene)
  const { request, headers } = await asPage(page, mesh)
  for (const name of ['=cmd()', 'front desk']) await request.put(`${mesh.base}/api/devices/${scene.device.id}/name`, { headers, data: { name } })
})

test.afterAll(async () => {
  await scene?.stop()
})

test('an auditor filters the history and the address keeps the filter', async () => {
  await page.goto(`${mesh.base}/audit?kind=devices.device_renamed`)
  await expect(page.getByText('Renamed =cmd() to front desk')).toBeVisible()
  await expect(page.getByText('Set up the server')).toHaveCount(0)
  await page.reload()
  await expect(page.getByText('Renamed =cmd() to front desk')).toBeVisible()
})

for (const [format, name] of [['NDJSON, one event per line', 'ndjson'], ['CSV for spreadsheets', 'csv'], ['JSON', 'json']] as const)
  test(`the export as ${name} is exactly what is filtered`, async () => {
    await page.goto(`${mesh.base}/audit?kind=devices.device_renamed`)
    await expect(page.getByText('Renamed =cmd() to front desk')).toBeVisible()
    await page.getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: format, exact: true }).click()])
    const text = readFileSync(await download.path(), 'utf8')
    if (name === 'ndjson') {
      const lines = text.trim().split('\n').map(line => JSON.parse(line))
      expect(lines.slice(0, -1).map(entry => entry.kind)).toEqual(['devices.device_renamed', 'devices.device_renamed'])
      expect(lines.at(-1).end).toEqual({ count: 2, first: lines[0].sequence, last: lines[1].sequence })
    } else if (name === 'csv') {
      const lines = text.trim().split('\r\n')
      expect(lines).toHaveLength(3)
      expect(lines[2]).toContain('Renamed =cmd() to front desk')
      expect(text).not.toMatch(/(^|,)=cmd/m)
    } else {
      const whole = JSON.parse(text)
      expect(whole.entries.map((entry: { kind: string }) => entry.kind)).toEqual(['devices.device_renamed', 'devices.device_renamed'])
      expect(whole.end.count).toBe(2)
    }
  })

test('that copies were taken stands in the history', async () => {
  await page.goto(`${mesh.base}/audit`)
  await expect(page.getByText('Exported history as Ndjson').first()).toBeVisible()
  await expect(page.getByText('Exported history as Csv').first()).toBeVisible()
})
