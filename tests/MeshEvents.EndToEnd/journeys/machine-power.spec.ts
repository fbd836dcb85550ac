import { createInterface } from 'node:readline'
import { expect, test } from '@playwright/test'
import { type Device, Fleet } from '../setup/fleet'
import { type Machine, whyNoMachines } from '../setup/machine'
import { until } from '../setup/server'

const why = whyNoMachines()
test.skip(why !== null, why ?? '')
test.describe.configure({ mode: 'serial' })

let fleet: Fleet
let oak: Machine
let elm: Machine
let device: Device

test.beforeAll(async ({ browser }) => {
  if (why) return
  // a server, a browser and a machine: seconds, but not on a computer that builds something else meanwhile
  test.setTimeout(150_000)
  fleet = await Fleet.start(browser)
  ;[oak, elm] = [await fleet.machine('oak'), await fleet.machine('elm')]
  const { line } = await fleet.code(2)
  for (const machine of [oak, elm]) expect(fleet.paste(machine, line)).toContain('meshevents: done.')
  device = await fleet.device('oak')
  await fleet.device('elm')
})

test.afterAll(() => fleet?.stop())

const power = (to: 'Off' | 'Restart' | 'Sleep') => fleet.ask(device, 'power', { to })

test('sleep is refused in the words of the system where it cannot', async () => {
  expect(await power('Sleep')).toMatchObject({ state: 'Failed', why: expect.stringContaining('Sleep verb "suspend" not supported') })
  expect(oak.does('true')).toBe(true)
})

test('it restarts, and comes back as the same device', async () => {
  const started = oak.run('cat /proc/sys/kernel/random/boot_id; systemctl show --property=UserspaceTimestampMonotonic --value')
  expect(await power('Restart')).toMatchObject({ state: 'Done' })
  expect(await oak.off()).toBe('restarted')
  await fleet.device('oak', one => !one.online)
  await oak.boot()
  expect(oak.run('cat /proc/sys/kernel/random/boot_id; systemctl show --property=UserspaceTimestampMonotonic --value')).not.toBe(started)
  expect((await fleet.device('oak', one => one.online)).id).toBe(device.id)
  expect(await fleet.devices()).toHaveLength(2)
})

test('it is switched off, and woken by a neighbour', async () => {
  expect(await power('Off')).toMatchObject({ state: 'Done' })
  expect(await oak.off()).toBe('switched off')
  await fleet.device('oak', one => !one.online)

  // what its network card hears while the machine is off: from where, and what
  const card = oak.atCard('node', '-e', `require('dgram').createSocket({ type: 'udp4', reuseAddr: true })
    .on('message', (packet, from) => console.log(from.address, packet.toString('hex'))).bind(9, () => console.log('listening'))`)
  const heard: string[] = []
  createInterface({ input: card.stdout as NodeJS.ReadableStream }).on('line', line => heard.push(line))
  await until('the card to listen', () => heard.length > 0)

  const asked = await fleet.send('post', '/api/jobs/wake', { devices: [device.id] })
  expect(await asked.json()).toMatchObject({ devices: 1, neighbours: 1, alone: [] })
  await until('the packet', () => heard.length > 1)
  card.kill('SIGKILL')
  expect(heard[1]).toBe(`${elm.address} ${'f'.repeat(12)}${oak.mac.replaceAll(':', '').repeat(16)}`)

  await oak.boot()
  expect((await fleet.device('oak', one => one.online)).id).toBe(device.id)
})

test('all of it stands in the history of the device', async () => {
  const runs = await fleet.get<{ rows: { what: string; state: string }[] }>(`/api/devices/${device.id}/runs`)
  expect(runs.rows.map(run => `${run.what}: ${run.state}`)).toEqual(['switch off: Done', 'restart: Done', 'sleep: Failed'])
})
