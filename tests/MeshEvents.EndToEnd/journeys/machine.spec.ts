import { expect, test } from '@playwright/test'
import { Fleet } from '../setup/fleet'
import { type Machine, whyNoMachines } from '../setup/machine'
import { until } from '../setup/server'

const why = whyNoMachines()
test.skip(why !== null, why ?? '')
test.describe.configure({ mode: 'serial' })

const unit = 'meshevents-agent.service'

let fleet: Fleet
let machine: Machine
let id: string

test.beforeAll(async ({ browser }) => {
  if (why) return
  fleet = await Fleet.start(browser)
  machine = await fleet.machine('cedar')
})

test.afterAll(() => fleet?.stop())

const property = (name: string) => machine.run(`systemctl show --property=${name} --value ${unit}`).trim()
const there = (path: string) => machine.does(`test -e ${path}`)

test('a wrong, a revoked and a spent code install nothing, and say so', async () => {
  const { id, code, line } = await fleet.code()
  expect(fleet.paste(machine, line.replace(code, 'AAAA-BBBB-CCCC'))).toContain('404')
  expect((await fleet.send('delete', `/api/codes/${id}`)).ok()).toBe(true)
  expect(fleet.paste(machine, line)).toContain('404')
  expect(fleet.paste(machine, line.replace(/sha256\/\/..../, 'sha256//AAAA'))).toContain('(90)')
  expect(there('/opt/meshevents-agent')).toBe(false)
})

test('where systemd does not run, the line installs and says how to start', async () => {
  const { line } = await fleet.code()
  machine.write('/usr/local/bin/without-systemd', '#!/bin/sh\nexec unshare --mount sh -c \'mount -t tmpfs none /run/systemd && exec "$@"\' sh "$@"\n', 755)
  const said = fleet.paste(machine, line.replace('sudo sh', 'sudo without-systemd sh'))
  expect(said).toContain('systemd does not run here')
  expect(said).toContain('nothing here starts services')
  expect(property('ActiveState')).toBe('inactive')
})

test('the line installs a service that is enabled and runs, and the device is there under its name', async () => {
  const said = fleet.paste(machine, (await fleet.code(1)).line)
  console.log(said)
  expect(said).toContain('meshevents: done.')
  expect([property('ActiveState'), property('UnitFileState')]).toEqual(['active', 'enabled'])
  const device = await fleet.device('cedar')
  id = device.id
  expect(machine.run('stat -c %a /var/lib/meshevents-agent /var/lib/meshevents-agent/identity.pem')).toBe('700\n600\n')
})
