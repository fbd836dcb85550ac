import { expect, type Page, test } from '@playwright/test'
import { asPage, giveRole, signIn } from '../setup/people'
import { type Device, Scene } from '../setup/scene'
import type { Installation } from '../setup/server'

test.describe.configure({ mode: 'serial' })

const ana = { name: 'ana', email: 'ana@example.org', password: 'a stranger with a password' }
let scene: Scene
let mesh: Installation
let mira: Page
let stranger: Page
let device: Device

test.beforeAll(async ({ browser }) => {
  scene = await Scene.set(browser)
  ;({ mesh, page: mira, device } = scene)
  stranger = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage()
  const { request, headers } = await asPage(mira, mesh)
  device.name = 'front-desk-17'
  expect((await request.put(`${mesh.base}/api/devices/${device.id}/name`, { headers, data: { name: device.name } })).status()).toBe(204)
})

test.afterAll(async () => {
  await stranger.context().close()
  await scene?.stop()
})

test('an administrator makes an account', async () => {
  await mira.goto(`${mesh.base}/people`)
  await mira.getByRole('button', { name: 'Create person' }).click()
  const dialog = mira.getByRole('dialog')
  await dialog.getByLabel('Name').fill(ana.name)
  await dialog.getByLabel('E-mail').fill(ana.email)
  await dialog.getByLabel('First password').fill(ana.password)
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(mira.getByText('ana@example.org')).toBeVisible()
})

test('without rights she meets neither group nor device anywhere', async () => {
  await signIn(stranger, mesh, ana)
  const { request, headers } = await asPage(stranger, mesh)
  await stranger.goto(`${mesh.base}/devices`)
  await expect(stranger.getByRole('heading', { name: 'Devices', exact: true })).toBeVisible()
  await expect(stranger.getByText(device.name, { exact: true })).toHaveCount(0)
  await stranger.goto(`${mesh.base}/groups`)
  await expect(stranger.getByText('My devices')).toHaveCount(0)
  await stranger.goto(`${mesh.base}/devices/${device.id}`)
  await expect(stranger.getByText(device.name, { exact: true })).toHaveCount(0)

  for (const path of [`/api/devices/${device.id}`, `/api/groups/${device.groupId}`, `/api/groups/${device.groupId}/people`, `/api/groups/${device.groupId}/codes`, `/api/groups/${device.groupId}/msh`])
    expect((await request.get(mesh.base + path)).status(), path).toBe(404)
  expect((await request.post(`${mesh.base}/api/sessions`, { headers, data: { deviceId: device.id, kind: 'Terminal' } })).status()).toBe(404)
  expect((await request.put(`${mesh.base}/api/devices/${device.id}/name`, { headers, data: { name: 'mine' } })).status()).toBe(404)
  expect((await request.get(`${mesh.base}/api/users`)).status()).toBe(403)
  const history = await (await request.get(`${mesh.base}/api/audit?take=500`)).text()
  expect(history).not.toContain(device.id)
  expect(history).not.toContain(device.name)
  expect(history).not.toContain('My devices')
})

test('her refusals are events that the administrator sees', async () => {
  const { request } = await asPage(mira, mesh)
  const refused = async () => (await (await request.get(`${mesh.base}/api/audit?outcome=Refused&person=ana`)).json()).rows as { sentence: string; device?: { id: string } }[]
  await expect.poll(async () => (await refused()).some(row => row.sentence.includes('StartSession') && row.device?.id === device.id)).toBe(true)
})

test('with a role on the group she can work, and without it she is out at once', async () => {
  await giveRole(mira, mesh, device.groupId, ana.name, 'Technician')

  await stranger.goto(`${mesh.base}/devices`)
  await expect(stranger.getByText(device.name, { exact: true })).toBeVisible()
  await stranger.goto(`${mesh.base}/devices/${device.id}/terminal`)
  const frame = stranger.frameLocator('iframe')
  await expect(frame.getByText('Connected', { exact: true })).toBeVisible({ timeout: 20_000 })

  const { request, headers } = await asPage(mira, mesh)
  const people = (await (await request.get(`${mesh.base}/api/groups/${device.groupId}/people`)).json()).rows as { name: string; userId: string }[]
  const her = people.find(p => p.name === ana.name)
  expect((await request.delete(`${mesh.base}/api/groups/${device.groupId}/people/${her?.userId}`, { headers })).status()).toBe(204)
  await expect(frame.getByText('Connected', { exact: true })).toBeHidden({ timeout: 5_000 })
  expect((await stranger.context().request.get(`${mesh.base}/api/devices/${device.id}`)).status()).toBe(404)
})
