import { expect, type Page, test } from '@playwright/test'
import { asPage, mira, setUp, Terminal } from '../setup/people'
import { accessible, policyBreaches } from '../setup/rules'
import { DomainAgent, Installation } from '../setup/server'

test.describe.configure({ mode: 'serial' })

/** Two domains of one server in one browser: the first at the root, the other under `/customer1`. */
let mesh: Installation
let customer: Installation
let agent: DomainAgent
let first: Page
let page: Page
let breaches: readonly string[]
const outside: string[] = []

test.beforeAll(async ({ browser }) => {
  mesh = await Installation.start({ domains: { '': {}, customer1: {} } })
  customer = mesh.domain('customer1')
  const context = await browser.newContext({ ignoreHTTPSErrors: true })
  first = await context.newPage()
  page = await context.newPage()
  breaches = policyBreaches(page)
  page.on('request', request => {
    if (request.url().startsWith(mesh.base) && !request.url().startsWith(`${customer.base}/`) && request.url() !== customer.base) outside.push(request.url())
  })
})

test.afterAll(async () => {
  await page.context().close()
  await agent?.stop()
  await mesh.stop()
})

test('each domain is set up by its own link', async ({ playwright }) => {
  await setUp(first, mesh, 'Head office')
  const anybody = await playwright.request.newContext({ ignoreHTTPSErrors: true })
  const wrong = await anybody.post(`${customer.base}/api/setup`, {
    headers: { origin: new URL(mesh.base).origin },
    data: { code: mesh.setUpCode, name: 'eve', email: 'eve@example.org', password: mira.password, groupName: 'x' },
  })
  expect(wrong.status()).toBe(404)
  await anybody.dispose()
  await setUp(page, customer, 'Branch')
  await expect(page).toHaveURL(new RegExp('/customer1/devices/add'))
})

test('an agent with the settings of the page comes in there', async () => {
  const { request } = await asPage(page, customer)
  const group = (await (await request.get(`${customer.base}/api/groups`)).json()).rows[0]
  await page.goto(`${customer.base}/devices/add`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const settings = await request.get(`${customer.base}/api/groups/${group.id}/msh`)
  agent = await DomainAgent.start(customer, await settings.body())
  await page.goto(`${customer.base}/devices`)
  await expect(page.getByText('1 device · 1 online')).toBeVisible({ timeout: 20_000 })
  await page.screenshot({ path: test.info().outputPath('devices.png') })
})

test('a terminal there types, from a deep link', async () => {
  const { request } = await asPage(page, customer)
  const device = (await (await request.get(`${customer.base}/api/devices`)).json()).rows[0]
  await page.goto(`${customer.base}/devices/${device.id}/terminal`)
  const terminal = await Terminal.on(page)
  await expect(terminal.state).toBeVisible({ timeout: 20_000 })
  await terminal.type('echo "sum: $((40 + 2))"')
  await terminal.readable()
  await terminal.shows(/sum: 42/)
  await page.screenshot({ path: test.info().outputPath('terminal.png') })
})

test('the line to paste names the domain, and the live feed moves its pages', async () => {
  await page.goto(`${customer.base}/devices/add`)
  await page.getByRole('button', { name: 'Make the line' }).click()
  await expect(page.getByText(new RegExp(`${customer.base}/i/`)).first()).toBeVisible()
  await page.goto(`${customer.base}/devices`)
  await agent.stop()
  await expect(page.getByText('1 device · 0 online')).toBeVisible({ timeout: 5_000 })
})

test('each sees only its own, at the same time', async () => {
  await first.goto(`${mesh.base}/groups`)
  await expect(first.getByText('Head office')).toBeVisible()
  await expect(first.getByText('Branch')).toHaveCount(0)
  await page.goto(`${customer.base}/groups`)
  await expect(page.getByText('Branch')).toBeVisible()
  await expect(page.getByText('Head office')).toHaveCount(0)
  await page.goto(`${customer.base}/audit`)
  await expect(page.getByRole('row').filter({ hasText: 'Made device group Branch' })).toBeVisible()
  await expect(page.getByText('Head office')).toHaveCount(0)
})

test('every page works by link and by address, breaks no policy, and asks nothing outside of its path', async () => {
  await page.goto(customer.base)
  await expect(page).toHaveURL(`${customer.base}/devices`)
  for (const [name, path] of [['Groups', '/groups'], ['Sessions', '/sessions'], ['Audit', '/audit'], ['People', '/people']] as const) {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click()
    await expect(page).toHaveURL(new RegExp(`^${customer.base}${path}`))
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  for (const path of ['/devices', '/groups', '/audit', '/account']) {
    await page.goto(customer.base + path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await accessible(page, path)
  }
  expect(breaches).toEqual([])
  expect(outside).toEqual([])
})

test('signing out of one leaves the other, and signing in leads back to the page', async () => {
  await page.getByRole('button', { name: `Menu of ${mira.name}` }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(`${customer.base}/sign-in`)
  await first.goto(`${mesh.base}/devices`)
  await expect(first.getByRole('heading', { level: 1, name: 'Devices' })).toBeVisible()
  await page.goto(`${customer.base}/groups`)
  await expect(page).toHaveURL(new RegExp(`${customer.base}/sign-in`))
  await page.getByLabel('Name').fill(mira.name)
  await page.getByLabel('Password', { exact: true }).fill(mira.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(`${customer.base}/groups`)
})
