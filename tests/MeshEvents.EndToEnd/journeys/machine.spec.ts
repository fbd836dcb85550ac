import { expect, test } from '@playwright/test'
import { type Device, Fleet } from '../setup/fleet'
import { type Machine, whyNoMachines } from '../setup/machine'
import { until } from '../setup/server'

const why = whyNoMachines()
test.skip(why !== null, why ?? '')
test.describe.configure({ mode: 'serial' })

const unit = 'meshevents-agent.service'

let fleet: Fleet
let machine: Machine
let device: Device

test.beforeAll(async ({ browser }) => {
  if (why) return
  // a server, a browser and a machine: seconds, but not on a computer that builds something else meanwhile
  test.setTimeout(150_000)
  fleet = await Fleet.start(browser)
  machine = await fleet.machine('cedar')
})

test.afterAll(() => fleet?.stop())

const property = (name: string) => machine.run(`systemctl show --property=${name} --value ${unit}`).trim()
const there = (path: string) => machine.does(`test -e ${path}`)

test('a wrong and a revoked code and a line for another server install nothing, and say so', async () => {
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
  const { line } = await fleet.code(1)
  const said = fleet.paste(machine, line)
  expect(said).toContain('meshevents: done.')
  expect([property('ActiveState'), property('UnitFileState')]).toEqual(['active', 'enabled'])
  device = await fleet.device('cedar')
  // the code was for one device
  expect(fleet.paste(machine, line)).toContain('404')
  expect(machine.run('stat -c %a /var/lib/meshevents-agent /var/lib/meshevents-agent/identity.pem')).toBe('700\n600\n')
})

test('pasted twice, it is still one device', async () => {
  const before = property('MainPID')
  expect(fleet.paste(machine, (await fleet.code()).line)).toContain('meshevents: done.')
  expect(property('MainPID')).not.toBe(before)
  await fleet.device('cedar', one => one.online && one.id === device.id)
  expect(await fleet.devices()).toHaveLength(1)
})

test('it comes back when it is restarted, and when it is killed', async () => {
  machine.run(`systemctl restart ${unit}`)
  await fleet.device('cedar', one => one.online)
  const before = property('MainPID')
  machine.run(`kill -9 ${before}`)
  await fleet.device('cedar', one => !one.online)
  await fleet.device('cedar', one => one.online)
  expect(property('MainPID')).not.toBe(before)
  expect(property('NRestarts')).toBe('1')
  expect(await fleet.devices()).toHaveLength(1)
})

test('its services are listed, started and stopped; its own is not', async () => {
  machine.write('/etc/systemd/system/lamp.service', '[Unit]\nDescription=A lamp\n[Service]\nExecStart=/bin/sleep infinity\n')
  machine.run('systemctl daemon-reload && systemctl start lamp')
  const { answer } = await fleet.ask(device, 'services')
  const services: { name: string; description: string; state: string }[] = JSON.parse(answer ?? '{}').services
  expect(services.find(one => one.name === 'lamp.service')).toMatchObject({ description: 'A lamp', state: 'active' })
  expect(services.find(one => one.name === unit)).toMatchObject({ state: 'active' })

  const change = (name: string, to: string) => fleet.ask(device, 'change-service', { name, to })
  expect(await change('lamp.service', 'Stop')).toMatchObject({ state: 'Done' })
  expect(machine.does('systemctl is-active lamp')).toBe(false)
  expect(await change('lamp.service', 'Start')).toMatchObject({ state: 'Done' })
  expect(machine.does('systemctl is-active lamp')).toBe(true)
  expect(await change('nothing.service', 'Start')).toMatchObject({ state: 'Failed', why: expect.stringContaining('nothing.service not found') })
  expect(await change(unit, 'Stop')).toMatchObject({ why: 'The agent does not change its own service.' })
  expect(await change('meshevents-agent', 'Stop')).toMatchObject({ why: 'This is no name of a service.' })
  expect(property('ActiveState')).toBe('active')
})

test('taken off from the console nothing is left that runs, and the device is retired', async () => {
  expect(await fleet.ask(device, 'uninstall-agent')).toMatchObject({ state: 'Done' })
  await until('the program to be gone', () => !there('/opt/meshevents-agent') && !there(`/etc/systemd/system/${unit}`))
  expect(machine.does(`systemctl cat ${unit}`)).toBe(false)
  await until('its removal to be over', () => !machine.does('pgrep meshevents'))
  expect(there('/var/lib/meshevents-agent')).toBe(false)
  await until('the device to be retired', async () => !(await fleet.devices()).some(one => one.id === device.id && !one.retired))
})

test('installed again, it is a new device', async () => {
  expect(fleet.paste(machine, (await fleet.code()).line)).toContain('meshevents: done.')
  const again = await fleet.device('cedar')
  expect(again.id).not.toBe(device.id)
  expect(machine.run('systemctl list-units --failed --no-legend')).toBe('')
})
