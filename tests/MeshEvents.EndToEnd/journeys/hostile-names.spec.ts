import { expect, type Page, test } from '@playwright/test'
import { asPage, mira } from '../setup/people'
import { type Device, Scene } from '../setup/scene'
import type { Installation } from '../setup/server'

test.describe.configure({ mode: 'serial' })

// what would run if any page took text for markup, and what would turn the rest of a line around
const markup = '"><img src=x onerror="window.owned=1"><script>owned=1</script>'
const turned = '\u202Egnp.exe'
let scene: Scene
let mesh: Installation
let page: Page
let device: Device
/** Dialogs, which nobody opens but what should not run. */
const asked: string[] = []

test.beforeAll(async ({ browser }) => {
  scene = await Scene.set(browser)
  ;({ mesh, page, device } = scene)
  page.on('dialog', dialog => {
    asked.push(dialog.message())
    void dialog.dismiss()
  })
})

test.afterAll(async () => {
  await scene?.stop()
})

test('names of markup are shown as text on every page', async () => {
  const { request, headers } = await asPage(page, mesh)
  const put = async (path: string, data: object) => expect((await request.put(mesh.base + path, { headers, data })).status(), path).toBe(204)
  await put(`/api/devices/${device.id}/name`, { name: markup })
  await put(`/api/devices/${device.id}/tags`, { tags: ['<img src=x onerror=owned=1>'] })
  await put(`/api/devices/${device.id}/notes`, { notes: `${markup}\n${markup}` })
  await put(`/api/groups/${device.groupId}/name`, { name: markup })

  for (const path of ['/devices', `/devices/${device.id}`, '/groups', `/groups/${device.groupId}`, '/sessions', '/audit', '/people', '/server']) {
    await page.goto(mesh.base + path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    if (path.startsWith('/devices') || path === '/audit') await expect(page.getByText(markup).first()).toBeVisible()
    expect(await page.evaluate(() => 'owned' in window), path).toBe(false)
    expect(await page.locator('img[src="x"]').count(), path).toBe(0)
    expect(await page.locator('body').innerText(), path).not.toMatch(/[\u202A-\u202E\u2066-\u2069\0]/)
  }
  await page.goto(`${mesh.base}/devices`)
  await expect(page.getByText(markup).first()).toBeVisible()
  await page.screenshot({ path: test.info().outputPath('names.png') })
  expect([...asked, ...scene.breaches]).toEqual([])
})

test('a name of 64 KB, of turned text or with a zero byte is refused, and the one before stays', async () => {
  const { request, headers } = await asPage(page, mesh)
  for (const name of ['x'.repeat(65_536), turned, 'a\0b', '\ud800'])
    expect((await request.put(`${mesh.base}/api/devices/${device.id}/name`, { headers, data: { name } })).status(), name.slice(0, 10)).toBe(400)
  expect((await (await request.get(`${mesh.base}/api/devices/${device.id}`)).json()).device.name).toBe(markup)
  expect((await request.post(`${mesh.base}/api/sign-in`, { headers, data: { name: 'x'.repeat(65_536), password: mira.password } })).status()).toBe(400)
})
