import { expect, test } from '@playwright/test'
import { type Device, Fleet } from '../setup/fleet'
import { Hand } from '../setup/hand'
import { type Machine, whyNoMachines } from '../setup/machine'
import { until } from '../setup/server'

const why = whyNoMachines()
test.skip(why !== null, why ?? '')
test.describe.configure({ mode: 'serial' })

// where the agent draws a message of one line on a display of 1280 × 800: its ground, and the middle of its button
const ground = [640, 102] as const
const close = [640, 208] as const
const marine = 0x20304a

let fleet: Fleet
let machine: Machine
let device: Device

test.beforeAll(async ({ browser }) => {
  if (why) return
  // a server, a browser and a machine: seconds, but not on a computer that builds something else meanwhile
  test.setTimeout(150_000)
  fleet = await Fleet.start(browser)
  machine = await fleet.machine('birch')
  // it tells as whom, in whose folder and on which display it was asked
  machine.write('/usr/local/bin/xdg-open', '#!/bin/sh\necho "$(id -un) $(id -gn) $HOME $DISPLAY $XDG_RUNTIME_DIR $1" >> /tmp/opened\n', 755)
  fleet.paste(machine, (await fleet.code()).line)
  device = await fleet.device('birch')
})

test.afterAll(() => fleet?.stop())

const asUser = (text: string) => fleet.ask(device, 'run', { text, as: 'User' })

test('while nobody is signed in, it says so', async () => {
  expect(await fleet.ask(device, 'run', { text: 'id -un; echo $HOME' })).toMatchObject({ state: 'Done', exit: 0, text: 'root\n/root\n' })
  expect(await asUser('id')).toMatchObject({ state: 'Refused', why: 'Nobody is signed in at this device.' })
  expect(await fleet.ask(device, 'open', { address: 'https://example.org/' })).toMatchObject({ why: 'Nobody is signed in at the screen of this device.' })
})

test('a command runs as the person at a terminal, in their session and with what is theirs', async () => {
  machine.run("systemd-run --quiet --collect --unit=terminal -- /bin/sh -c 'sleep infinity | script -qfc \"login -f ada\" /dev/null'")
  await until('the session', () => machine.run('loginctl list-sessions --no-legend').includes('ada'))
  const run = await asUser('id -un; id -gn; echo $HOME; pwd; echo $XDG_RUNTIME_DIR; umask; touch mine && stat -c %U mine; grep CapEff /proc/self/status')
  expect(run).toMatchObject({ state: 'Done', exit: 0, why: null })
  expect(run.text.split('\n')).toEqual(['ada', 'ada', '/home/ada', '/home/ada', '/run/user/4711', '0022', 'ada', 'CapEff:\t0000000000000000', ''])
  // her own manager of services answers: she is reached as after a sign-in
  expect(await asUser('systemctl --user show --property=Version --value')).toMatchObject({ exit: 0, text: expect.stringMatching(/^\d+/) })
  expect(await fleet.ask(device, 'open', { address: 'https://example.org/' })).toMatchObject({ why: 'Nobody is signed in at the screen of this device.' })
})

test('an address is opened by the person at the screen', async () => {
  // as a display manager does: by PAM, so that logind knows the session and nobody else does
  machine.run(`systemd-run --quiet --collect --unit=screen --property=PAMName=login --property=User=ada --property=WorkingDirectory=~ \
    --setenv=XDG_SESSION_TYPE=x11 --setenv=XDG_SEAT=seat0 --setenv=DISPLAY=:7 -- /bin/sh -c 'Xvfb :7 -ac -noreset -nolisten tcp -screen 0 1280x800x24 & wait'`)
  await until('the display', () => machine.does('test -S /tmp/.X11-unix/X7'))
  expect(await fleet.ask(device, 'open', { address: 'https://example.org/a?b=c d' })).toMatchObject({ state: 'Done' })
  expect(machine.run('cat /tmp/opened')).toBe('ada ada /home/ada :7 /run/user/4711 https://example.org/a?b=c%20d\n')
})

test('a message is seen on their screen, and closed there', async () => {
  const person = await Hand.at(':7', machine.path(''))
  const asked = await fleet.send('post', '/api/jobs/message', { devices: [device.id], text: 'Lunch is ready', minutes: 1 })
  expect(asked.ok(), await asked.text()).toBe(true)
  await expect.poll(() => person.colourAt(...ground), { timeout: 15_000 }).toBe(marine)
  await person.click(...close)
  expect(await fleet.outcome((await asked.json()).runId)).toMatchObject({ state: 'Done', why: 'The person closed it.' })
  person.stop()
})

test('after they have signed out, nobody is there again', async () => {
  machine.run('loginctl terminate-user ada')
  await expect.poll(async () => (await asUser('id')).why, { timeout: 20_000 }).toBe('Nobody is signed in at this device.')
})
