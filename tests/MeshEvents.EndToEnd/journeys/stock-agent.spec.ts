import { hostname } from 'node:os'
import { expect, type Page, test } from '@playwright/test'
import { asPage, setUp } from '../setup/people'
import { Installation, until } from '../setup/server'
import { StockAgent } from '../setup/stock-agent'

test.describe.configure({ mode: 'serial' })

let mesh: Installation
let page: Page
let settings: string
const agents: StockAgent[] = []

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000)
  mesh = await Installation.start()
  page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage()
  await setUp(page, mesh)
  const { request } = await asPage(page, mesh)
  const group = (await (await request.get(`${mesh.base}/api/groups`)).json()).rows[0]
  settings = await (await request.get(`${mesh.base}/api/groups/${group.id}/msh`)).text()
})

test.afterAll(async () => {
  for (const agent of agents) await agent.remove()
  await page.context().close()
  await mesh.stop()
})

const made = (msh: string) => {
  const agent = new StockAgent(msh)
  agents.push(agent)
  return agent
}

const devices = async () => (await (await page.context().request.get(`${mesh.base}/api/devices`)).json()).rows as { name: string; online: boolean }[]

test('completes the handshake and is online with its host name, and offline when it stops', async () => {
  const agent = made(settings)
  agent.start()
  const device = await until('the stock agent', async () => (await devices()).find(row => row.online), 45)
  expect(device.name).toBe(hostname())
  await agent.stop()
  await until('it to be offline', async () => (await devices()).every(row => !row.online))

  // the second time it knows the web certificate, and skips the server's signature
  agent.start()
  await until('it to be back', async () => (await devices()).some(row => row.online), 45)
  expect(await devices()).toHaveLength(1)
  await agent.stop()
})

test('an agent that trusts another server is never let in', async () => {
  const before = (await devices()).length
  const stranger = made(settings.replace(/ServerID=[0-9A-F]+/, `ServerID=${'AB'.repeat(48)}`))
  stranger.start()
  const page2 = page.context().request
  // it meets the server (its socket is there), and does not go on
  await until('it to knock', async () => (await (await page2.get(`${mesh.base}/api/server/agents`)).json()).open > 0, 45)
  expect((await devices()).length).toBe(before)
  expect((await (await page2.get(`${mesh.base}/api/held`)).json()).rows).toEqual([])
  await stranger.stop()
})
