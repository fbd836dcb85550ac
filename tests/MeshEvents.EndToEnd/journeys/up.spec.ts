import { createServer } from 'node:net'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type APIRequestContext, expect, test } from '@playwright/test'
import { Clone, type Up } from '../setup/clone'
import { mira } from '../setup/people'
import { freePort, until } from '../setup/server'

test.describe.configure({ mode: 'serial' })

let clone: Clone
let port: number
let run: Up
let request: APIRequestContext

test.beforeAll(async ({ playwright }) => {
  clone = new Clone()
  port = await freePort()
  request = await playwright.request.newContext({ ignoreHTTPSErrors: true, baseURL: `https://localhost:${port}`, extraHTTPHeaders: { origin: `https://localhost:${port}` } })
})

test.afterAll(async () => {
  await request.dispose()
  await clone.remove()
})

const start = async () => {
  run = clone.up(['--port', String(port), '--data', clone.data, '--fastcert'])
  await run.started()
}

const online = () => until('this machine to be online', async () => (await (await request.get('/api/devices')).json()).rows?.some((device: { online: boolean }) => device.online))

test('a normal user gets from a clone to the first device', async () => {
  await start()
  const code = /https:\/\/localhost:\d+\/setup#([0-9a-f]+)/.exec(run.output)?.[1]
  const { name, email, password } = mira
  expect((await request.post('/api/setup', { data: { code, name, email, password, groupName: 'My devices' } })).status()).toBe(200)
  await online()
})

test('Ctrl-C stops all of it, and a second start has it all again', async () => {
  run.process.kill('SIGINT')
  await run.ended()
  expect(run.code).toBe(130)
  expect(clone.running()).toEqual([])
  expect(clone.postgres).toBeUndefined()

  const before = Date.now()
  await start()
  expect(Date.now() - before, 'milliseconds of a second start').toBeLessThan(15_000)
  expect(run.output).not.toContain('/setup#')
  await online()
})

test('a server that dies takes the agent along, and the next start adopts the database', async () => {
  const database = clone.postgres
  expect(database).toBeGreaterThan(0)
  process.kill(clone.pidOf('MeshEvents.Server'), 'SIGKILL')
  await run.ended()
  expect(run.code).toBe(137)
  expect(run.output).toContain('The server ended with code 137.')
  expect(clone.pidOf('meshevents-agent')).toBeNaN()

  await start()
  expect(clone.postgres).toBe(database)
  await online()
})

test('an agent that dies takes the server along, and says where its log is', async () => {
  process.kill(clone.pidOf('meshevents-agent'), 'SIGKILL')
  await run.ended()
  expect(run.code).toBe(137)
  expect(run.output).toContain(join(clone.data, 'agent', 'agent.log'))
  expect(clone.running()).toEqual([])
})

test('without the agent there is only the server', async () => {
  run = clone.up(['--port', String(port), '--data', clone.data, '--no-agent'])
  await run.started()
  expect(clone.pidOf('meshevents-agent')).toBeNaN()
  const second = clone.up(['--port', String(port), '--data', clone.data])
  await second.ended()
  expect([second.code, second.errors]).toEqual([1, `error: another tools/up runs with the data folder ${clone.data}. Stop it first, or choose another with --data.\n`])
  run.process.kill('SIGTERM')
  await run.ended()
  expect(run.code).toBe(143)
  expect(clone.running()).toEqual([])
})

test('every refusal is one sentence, and nothing is left half started', async () => {
  test.slow()
  const busy = createServer()
  await new Promise<void>(done => busy.listen(0, '0.0.0.0', done))
  const taken = String((busy.address() as { port: number }).port)
  const fresh = (name: string, config?: object) => {
    const folder = join(clone.folder, 'home', name)
    mkdirSync(folder)
    clone.give(folder)
    if (config) writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
    return folder
  }
  const closed = join(clone.folder, 'closed')
  mkdirSync(closed, { mode: 0o555 })
  chmodSync(closed, 0o555)
  const anybodys = join(clone.folder, 'anybodys')
  mkdirSync(anybodys)
  chmodSync(anybodys, 0o777)
  const nowhere = { postgres: 'Host=/nowhere;Username=x;Database=y' }
  const refusals: [string, string[], RegExp, NodeJS.ProcessEnv?][] = [
    ['a busy port', ['--port', taken, '--data', fresh('busy')], /^MeshEvents: Port \d+ is in use by another program\./],
    ['a port that is none', ['--port', 'many', '--data', fresh('none')], /^MeshEvents: --port: found 'many', allowed is a number from 1 to 65535\.$/],
    ['a wrong value in the file', ['--data', fresh('wrong', { settings: { port: 70000 } })], /config\.json, line 1: settings\.port: found '70000'/],
    ['a folder that cannot be written', ['--data', closed], /^error: the data folder .* cannot be written\. Choose another with --data\.$/],
    ['a folder that cannot be made', ['--data', join(closed, 'in')], /^error: the data folder .* cannot be made\. Choose another with --data\.$/],
    ...(process.getuid?.() === 0
      ? [['a folder of anybody\'s', ['--data', anybodys], /^MeshEvents: The data folder .* belongs to another user, and anybody may write to it\./] as [string, string[], RegExp]]
      : []),
    ['a database away, by the file', ['--port', String(port), '--data', fresh('away', { settings: nowhere })], /^MeshEvents: The PostgreSQL at \/nowhere:5432, database y, cannot be used: .*\. Check settings\.postgres/],
    ['a database away, by the environment', ['--port', String(port), '--data', fresh('away2')], /^MeshEvents: The PostgreSQL at \/nowhere:5432/, { MESHEVENTS__SETTINGS__POSTGRES: nowhere.postgres }],
    ['an option that is none', ['--prot', '1'], /^error: '--prot' is not an option\.$/m],
    ['no .NET', ['--data', fresh('net')], /^error: the \.NET 10 SDK is missing\./, { PATH: clone.pathWithout('dotnet') }],
  ]
  for (const [what, args, says, environment] of refusals) {
    const refused = clone.up(args, environment)
    await refused.ended()
    expect(refused.code, what).not.toBe(0)
    expect(refused.errors.trim(), what).toMatch(says)
    if (what !== 'an option that is none') expect(refused.errors.trim().split('\n'), what).toHaveLength(1)
    expect(clone.running(), what).toEqual([])
  }
  busy.close()

  // Node is needed only to build the console
  rmSync(join(clone.folder, 'artifacts', '.console'))
  const without = clone.up(['--data', fresh('node')], { PATH: clone.pathWithout('node', 'npm') })
  await without.ended()
  expect([without.code, without.output, without.errors]).toEqual([1, '', 'error: Node.js 20.19 or newer, with npm, is missing. Install it and try again.\n'])
})
