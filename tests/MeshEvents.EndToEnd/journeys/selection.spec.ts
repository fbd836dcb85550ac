import AxeBuilder from '@axe-core/playwright'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { asPage, mira, setUp, signIn } from '../setup/people'
import { Installation, until } from '../setup/server'
import { Swarm } from '../setup/swarm'

test.describe.configure({ mode: 'serial' })

const many = 230
const looker = { name: 'lena', email: 'lena@example.org', password: 'look but do not touch' }

let mesh: Installation
let swarm: Swarm
let context: BrowserContext
let page: Page
let group: { id: string; name: string }
let real: { id: string; name: string }

const bar = () => page.getByRole('region', { name: 'Chosen devices' })
const row = (name: string) => page.getByRole('row', { name: new RegExp(`\\b${name}\\b`) })
const box = (name: string) => page.getByRole('checkbox', { name: `Choose ${name}`, exact: true })
const chosen = (count: number) => expect(bar().getByRole('status')).toContainText(`${count} device${count === 1 ? '' : 's'} chosen`)

test.beforeAll(async ({ browser }) => {
  mesh = await Installation.start()
  mesh.startAgent()
  context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 900 } })
  page = await context.newPage()
  await setUp(page, mesh)
  const { request, headers } = await asPage(page, mesh)
  real = await until('the device with a terminal', async () =>
    (await (await request.get(`${mesh.base}/api/devices`)).json()).rows.find((one: { offers: string[] }) => one.offers.includes('Terminal')),
  )
  const made = await request.post(`${mesh.base}/api/groups`, { headers: { ...headers, 'idempotency-key': crypto.randomUUID() }, data: { name: 'Herd' } })
  expect(made.ok()).toBe(true)
  group = (await (await request.get(`${mesh.base}/api/groups`)).json()).rows.find((one: { name: string }) => one.name === 'Herd')
  swarm = await Swarm.start(mesh, await (await request.get(`${mesh.base}/api/groups/${group.id}/msh`)).body(), many)
  await until('all of them in the list', async () => (await (await request.get(`${mesh.base}/api/devices?take=1`)).json()).total === many + 1)
})

test.afterAll(async () => {
  await context.close()
  await swarm?.stop()
  await mesh.stop()
})

async function accessible() {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  expect(found.violations.map(v => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([])
}

async function shoot(name: string) {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`) })
}

test('devices are chosen one by one, in ranges, and with the keyboard', async () => {
  await page.goto(`${mesh.base}/devices?q=group:Herd`)
  await box('fake-0').click()
  await chosen(1)
  await expect(page.getByRole('button', { name: 'Actions', exact: true })).toHaveCount(0)
  await box('fake-100').click({ modifiers: ['Shift'] })
  await chosen(4)
  await row('fake-1').click({ modifiers: ['Control'] })
  await chosen(3)
  await accessible()
  await shoot('chosen')

  await row('fake-10').focus()
  await page.keyboard.press('Space')
  await chosen(2)
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await chosen(4)
  await page.keyboard.press('Escape')
  await expect(bar()).toHaveCount(0)
  await page.keyboard.press('ControlOrMeta+a')
  await chosen(200)
})

test('what is chosen outlives sorting, paging and live changes, and ends with the search', async () => {
  await page.goto(`${mesh.base}/devices?q=group:Herd`)
  await box('fake-0').click()
  await box('fake-1').click()
  await page.getByRole('button', { name: 'Name' }).click()
  await expect(row('fake-99')).toBeVisible()
  await chosen(2)
  const { request, headers } = await asPage(page, mesh)
  const { rows } = await (await request.get(`${mesh.base}/api/devices?q=name:fake-0`)).json()
  expect((await request.put(`${mesh.base}/api/devices/${rows[0].id}/name`, { headers: { ...headers, 'idempotency-key': crypto.randomUUID() }, data: { name: 'zebra' } })).ok()).toBe(true)
  await page.getByRole('button', { name: 'Name' }).click()
  await page.getByRole('button', { name: 'Name' }).click()
  await expect(box('zebra')).toBeChecked()
  await chosen(2)
  await page.goto(`${mesh.base}/devices?q=zebra`)
  await expect(box('zebra')).not.toBeChecked()
})

test('the head box takes what is loaded, and a second step all that match', async () => {
  await page.goto(`${mesh.base}/devices?q=group:Herd`)
  await page.getByRole('checkbox', { name: 'Choose all loaded devices' }).click()
  await chosen(200)
  await bar().getByRole('button', { name: `Choose all ${many} that match` }).click()
  await chosen(many)
  await accessible()
  await shoot('all')

  await bar().getByRole('button', { name: 'Tags…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Add').fill('herd')
  await page.keyboard.press('Enter')
  await accessible()
  await shoot('tags')
  await dialog.getByRole('button', { name: 'Change tags' }).click()
  await expect(page.getByText(`The tags of ${many} devices are changed.`)).toBeVisible({ timeout: 40_000 })
  const { request } = await asPage(page, mesh)
  await until('the tags in the list', async () => (await (await request.get(`${mesh.base}/api/devices?q=tag:herd&take=1`)).json()).total === many)
})

test('some are moved, and some are retired after their number was typed', async () => {
  await page.goto(`${mesh.base}/devices?q=fake-2*`)
  await box('fake-2').click()
  await box('fake-20').click()
  await bar().getByRole('button', { name: 'Move…' }).click()
  await page.getByRole('dialog').getByLabel('Group').click()
  await page.getByRole('option', { name: 'My devices' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click()
  await expect(page.getByText('2 devices are in My devices now.')).toBeVisible()
  await expect(row('fake-2')).toContainText('My devices')

  await bar().getByRole('button', { name: 'More for the chosen devices' }).click()
  await page.getByRole('menuitem', { name: 'Retire…' }).click()
  const retire = page.getByRole('dialog').getByRole('button', { name: 'Retire devices' })
  await expect(retire).toBeDisabled()
  await page.getByLabel('Type 2 to confirm').fill('2')
  await accessible()
  await shoot('retire')
  await retire.click()
  await expect(page.getByText('2 devices are retired.')).toBeVisible()
  await expect(row('fake-20')).toHaveCount(0)
  await expect(bar()).toHaveCount(0)
})

test('a command runs on the chosen ones', async () => {
  await page.goto(`${mesh.base}/devices?q=${encodeURIComponent(`id:${real.id} or name:fake-11`)}`)
  await page.getByRole('checkbox', { name: 'Choose all loaded devices' }).click()
  const count = await page.getByRole('checkbox', { checked: true }).count() - 1
  await bar().getByRole('button', { name: 'Run…' }).click()
  await expect(page.getByRole('heading', { name: `On the ${count} devices you have chosen` })).toBeVisible()
  await page.getByLabel('Command or script').fill('echo chosen')
  await page.getByRole('button', { name: `Run it on ${count} devices` }).click()
  await expect(page.getByRole('row', { name: new RegExp(real.name) })).toContainText('chosen', { timeout: 15_000 })
})

test('terminal and files are opened from the row, by pointer or by keyboard', async () => {
  await page.goto(`${mesh.base}/devices?q=id:${real.id}`)
  const open = page.getByRole('link', { name: `Terminal of ${real.name}` })
  await row(real.name).hover()
  await expect(open).toBeVisible()
  await expect(page.getByRole('link', { name: `Files of ${real.name}` })).toBeVisible()
  await accessible()
  await shoot('links')
  await row(real.name).focus()
  await page.keyboard.press('Tab')
  await expect(box(real.name)).toBeFocused()
  await page.keyboard.press('Tab')
  // whether a desktop comes first is up to the machine that this runs on
  await expect(row(real.name).getByRole('link').first()).toBeFocused()
  await open.focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/devices/${real.id}/terminal$`))
})

test('a small screen has boxes, one menu for what opens, and one for what is done with many', async () => {
  await page.setViewportSize({ width: 390, height: 844 })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.goto(`${mesh.base}/devices?q=${encodeURIComponent(`id:${real.id} or name:fake-11`)}`)
    await expect(page.getByRole('button', { name: `Open ${real.name}` })).toBeVisible()
    await page.getByRole('checkbox').first().click()
    await chosen(1)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await accessible()
    await shoot(`small-${colorScheme}`)
  }
  await bar().getByRole('button', { name: 'Actions' }).click()
  await expect(page.getByRole('menuitem', { name: 'Retire…' })).toBeVisible()
  await expect(accessible).toPass({ timeout: 5_000 })
  await shoot('small-menu')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1280, height: 900 })
})

test('who may only look is told before that nothing can be done, or with how many not', async ({ browser }) => {
  const { request, headers } = await asPage(page, mesh)
  const post = (path: string, data: object) => request.post(`${mesh.base}${path}`, { headers: { ...headers, 'idempotency-key': crypto.randomUUID() }, data })
  expect((await post('/api/users', looker)).ok()).toBe(true)
  const groups = (await (await request.get(`${mesh.base}/api/groups`)).json()).rows as { id: string; name: string }[]
  for (const { id, name } of groups) {
    const rights = name === 'Herd' ? 1048576 : 0xffffffff
    expect((await request.put(`${mesh.base}/api/groups/${id}/people`, { headers: { ...headers, 'idempotency-key': crypto.randomUUID() }, data: { name: looker.name, rights } })).ok()).toBe(true)
  }
  const own = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 900 } })
  const before = page
  page = await own.newPage()
  try {
    await signIn(page, mesh, { ...mira, ...looker })
    await page.goto(`${mesh.base}/devices?q=${encodeURIComponent(`id:${real.id} or name:fake-11`)}`)
    await box('fake-11').click()
    for (const act of ['Run…', 'Message…', 'Wake…', 'Tags…', 'Move…']) await expect(bar().getByRole('button', { name: act })).toBeDisabled()
    await box(real.name).click()
    await bar().getByRole('button', { name: 'Tags…' }).click()
    await expect(page.getByRole('dialog')).toContainText('On 1 of the chosen devices you have no right to this: it is left out.')
    await accessible()
    await shoot('left-out')
  } finally {
    await own.close()
    page = before
  }
})
