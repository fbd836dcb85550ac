import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import axe from 'axe-core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { queries } from '../../src/api/queries'
import { App } from '../../src/app/app'
import { router } from '../../src/app/router'
import { fakeServer } from './server'

let server: ReturnType<typeof fakeServer>

/** Opens an address as a person would, and waits for the page's heading. */
async function open(address: string, heading: string | RegExp): Promise<void> {
  router.history.push(address)
  render(<App />)
  await act(() => router.load())
  await screen.findByRole('heading', { level: 1, name: heading }, { timeout: 4000 })
}

describe('pages', () => {
  // The first of them also loads the kit.
  vi.setConfig({ testTimeout: 15_000 })

  beforeEach(() => {
    server = fakeServer()
    vi.stubGlobal('fetch', server.fetch)
  })
  afterEach(() => {
    cleanup()
    queries.clear()
    vi.unstubAllGlobals()
  })

  it.each([
    ['/devices', 'Devices'],
    ['/devices/d1', 'fin-lt-014'],
    ['/devices/d1?tab=history', 'fin-lt-014'],
    ['/devices/d1?tab=journal', 'fin-lt-014'],
    ['/jobs/j1', 'uptime'],
    ['/devices/add', 'Add devices'],
    ['/groups', 'Groups'],
    ['/groups/g1', 'Finance'],
    ['/sessions', 'Sessions'],
    ['/audit', 'Audit'],
    ['/people', 'People'],
    ['/account', 'Account'],
    ['/pair', 'Let a program in'],
    ['/pair#BCDF-GHJK', 'Let a program in'],
    ['/server', 'Server'],
    ['/server/projections', 'Server'],
    ['/sign-in', 'Sign in to MeshEvents'],
    ['/setup', 'Set up MeshEvents'],
    ['/nowhere', 'There is no such page'],
  ])('%s has no accessibility finding', async (address, heading) => {
    await open(address, heading)
    await waitFor(() => {
      expect(queries.isFetching()).toBe(0)
      expect(document.querySelector('.pending')).toBeNull()
    })
    // Contrast needs real drawing: it is checked in a browser.
    const { violations } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } })
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`),
    ).toEqual([])
  })

  it('shows a device’s own journal beside what was sent, and says what a difference means', async () => {
    await open('/devices/d1?tab=journal', 'fin-lt-014')
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('It differed once')
    expect(alert.textContent).toContain('The device took on a command.')
    expect(alert.textContent).toContain('take the device off the network')
    const rows = within(screen.getByRole('table')).getAllByRole('row').slice(1)
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringContaining('Not sent by this server'),
      expect.stringMatching(/Refused.*power.*mira.*The policy forbids it.*Sent by this server/),
    ])
    fireEvent.click(screen.getByRole('radio', { name: 'Refused' }))
    await waitFor(() => expect(server.urls.some((url) => url.includes('what=refused'))).toBe(true))
  })

  it('says that an output is gone, since when, and why', async () => {
    await open('/jobs/j1?run=r1', 'uptime')
    const drawer = await screen.findByRole('dialog')
    expect(drawer.textContent).toMatch(/Output was removed on .*2026.* by the retention of 90 days\./)
    expect(drawer.textContent).not.toContain('It wrote nothing.')
  })

  it('asks for a job again each time it is opened, as its outputs go by age', async () => {
    const asked = () => server.urls.filter((url) => url.endsWith('/api/jobs/j1')).length
    await open('/jobs/j1', 'uptime')
    await waitFor(() => expect(asked()).toBe(1))
    await act(() => router.navigate({ to: '/groups' }))
    await screen.findByRole('heading', { level: 1, name: 'Groups' })
    await act(() => router.navigate({ to: '/jobs/$jobId', params: { jobId: 'j1' } }))
    await waitFor(() => expect(asked()).toBe(2))
  })

  it('sorts devices both ways by what the server sorts by, and offers nothing else', async () => {
    localStorage.setItem('mesh-devices-hidden', JSON.stringify([]))
    await open('/devices', 'Devices')
    const table = await screen.findByRole('table')
    const sorts = within(table)
      .getAllByRole('columnheader')
      .flatMap((head) => within(head).queryAllByRole('button'))
    expect(within(table).getByRole('columnheader', { name: 'Last seen' })).toBeTruthy()
    expect(sorts.map((button) => button.textContent)).toEqual(['Name', 'System'])
    for (const sort of ['os', '-os']) {
      fireEvent.click(within(screen.getByRole('table')).getByRole('button', { name: 'System' }))
      await waitFor(() => expect(server.urls.some((url) => url.includes(`sort=${sort}&`))).toBe(true))
    }
    expect(screen.getByRole('columnheader', { name: 'System' }).getAttribute('aria-sort')).toBe('descending')
  })

  it('lists the keys to choose rows by', async () => {
    await open('/devices', 'Devices')
    fireEvent.keyDown(document.body, { key: '?' })
    const keys = within(await screen.findByRole('dialog', { name: 'Keyboard' }))
    const row = (does: string) =>
      [...(keys.getByText(does).closest('tr')?.querySelectorAll('kbd') ?? [])].map((key) => key.textContent)
    expect(row('Choose the row, or let it go')).toEqual(['Space', 'x'])
    expect(row('Choose all rows up to this one')).toEqual(['Shift', 'Space'])
    expect(row('Choose all rows that are loaded')).toEqual(['Ctrl', 'A'])
    expect(row('Let all chosen rows go')).toEqual(['Esc'])
  })

  it('sends a command with the login’s token, a key against repeats, and the version it was based on', async () => {
    await open('/devices/d1', 'fin-lt-014')
    fireEvent.click(screen.getByRole('button', { name: 'More actions' }))
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Rename…' }))
    const dialog = await screen.findByRole('dialog')
    fireEvent.change(within(dialog).getByRole('textbox', { name: 'Name' }), { target: { value: ' db-07 ' } })
    fireEvent.click(within(dialog).getByRole('button', { name: 'Rename' }))
    await waitFor(() =>
      expect(server.asked.some(({ request }) => request === 'PUT /api/devices/d1/name')).toBe(true),
    )
    const sent = server.asked.find(({ request }) => request === 'PUT /api/devices/d1/name')
    expect(sent?.headers.get('Mesh-Csrf')).toBe('token')
    expect(sent?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/)
    expect(JSON.parse(sent?.body ?? '')).toEqual({ name: 'db-07', version: 3 })
  })

  it('leads to the sign-in page, and back to where one wanted to go', async () => {
    server.refuse.set('/api/me', 401)
    await open('/groups/g1', 'Sign in to MeshEvents')
    expect(router.state.location.search).toEqual({ next: '/groups/g1' })
  })

  it('lets a program in only after showing who asks from where, with the code to compare', async () => {
    await open('/pair', 'Let a program in')
    const code = screen.getByRole('textbox', { name: 'Code' })
    fireEvent.change(code, { target: { value: 'BBBB-BBBB' } })
    fireEvent.click(screen.getByRole('button', { name: 'Look' }))
    await screen.findByText(/Nothing waits with this code/)
    fireEvent.change(code, { target: { value: ' BCDF-GHJK ' } })
    fireEvent.click(screen.getByRole('button', { name: 'Look' }))
    await screen.findByRole('heading', { level: 2, name: 'mesh on pc-17 wants to act for you' })
    expect(screen.getByText('10.2.0.9')).toBeTruthy()
    expect(screen.getByText('BCDF-GHJK')).toBeTruthy()
    expect(server.asked.some(({ request }) => request.endsWith('/confirm'))).toBe(false)
    fireEvent.click(screen.getByRole('button', { name: 'Let it in' }))
    await screen.findByRole('heading', { level: 1, name: 'It is let in' })
    const sent = server.asked.find(({ request }) => request === 'POST /api/pairing-codes/BCDF-GHJK/confirm')
    expect(JSON.parse(sent?.body ?? '')).toEqual({ rights: 4294967295, days: 30 })
  })

  it('says in words when something may not be seen', async () => {
    server.refuse.set('/api/devices/d1', 403)
    await open('/devices/d1', 'Device')
    const alert = within(screen.getByRole('main')).getByRole('alert')
    expect(alert.textContent).toContain('You may not see this')
    expect(alert.textContent).toContain('The answer is 403.')
  })

  it('asks to sign in again on the page when the login has ended', async () => {
    await open('/account', 'Account')
    server.refuse.set('/api/me/password', 401)
    for (const label of ['Current password', 'New password', 'New password again'])
      fireEvent.change(screen.getByLabelText(label), { target: { value: 'a long password' } })
    fireEvent.click(screen.getByRole('button', { name: 'Change password' }))
    const dialog = await screen.findByRole('dialog', { name: 'Your login has ended' })
    expect(within(dialog).getByLabelText<HTMLInputElement>('Name or e-mail').value).toBe('mira@example.org')
    expect(screen.getByLabelText<HTMLInputElement>('New password').value).toBe('a long password')
  })

  it('shows the health of the server first, what is worst on top, with a next step where there is one', async () => {
    await open('/server', 'Server')
    expect(router.state.location.pathname).toBe('/server/health')
    const tiles = await screen
      .findAllByRole('listitem')
      .then((items) => items.filter((item) => within(item).queryByRole('heading', { level: 2 })))
    expect(tiles.map((tile) => within(tile).getByRole('heading', { level: 2 }).textContent)).toEqual([
      'Projections',
      'Disk',
      'Database',
    ])
    expect(tiles.map((tile) => tile.textContent?.includes('Next:'))).toEqual([true, true, false])
    expect(screen.getByText('1 needs you now · 1 to look at')).toBeTruthy()
    const tab = screen.getByRole('tab', { name: 'Projections' })
    tab.focus()
    fireEvent.click(tab)
    await waitFor(() => expect(router.state.location.pathname).toBe('/server/projections'))
    expect(await screen.findByText('A field is missing.')).toBeTruthy()
    expect(document.activeElement).toBe(tab)
  })

  it('keeps the tiles it knows when the server does not answer', async () => {
    await open('/server/health', 'Server')
    await screen.findByText('PostgreSQL 15.8')
    server.refuse.set('/api/server/health', 500)
    await act(() => queries.invalidateQueries({ queryKey: ['get', '/api/server/health'] }))
    await waitFor(() => expect(within(screen.getByRole('main')).getByRole('alert')).toBeTruthy())
    expect(screen.getByText('PostgreSQL 15.8')).toBeTruthy()
  })

  it('says so when it ended because nobody used it', async () => {
    await open('/account', 'Account')
    server.refuse.set('/api/me/password', 401)
    server.codes.set('/api/me/password', 'identity.idle')
    for (const label of ['Current password', 'New password', 'New password again'])
      fireEvent.change(screen.getByLabelText(label), { target: { value: 'a long password' } })
    fireEvent.click(screen.getByRole('button', { name: 'Change password' }))
    const dialog = await screen.findByRole('dialog', { name: 'Your login has ended' })
    expect(dialog.textContent).toContain('You were signed out because nothing was done for 60 minutes.')
    expect(within(dialog).getByRole('button', { name: 'Sign in' })).toBeTruthy()
  })

  it('edits tags where they stand: a refusal keeps them open, cancelling leaves what was', async () => {
    await open('/devices/d1', 'fin-lt-014')
    const edit = async () => fireEvent.click(await screen.findByRole('button', { name: 'Edit tags' }))
    const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save' }))
    server.refuse.set('/api/devices/d1/tags', 409)
    await edit()
    const field = await screen.findByLabelText('Tags', { selector: 'input:not([type=hidden])' })
    expect(document.activeElement).toBe(field)
    fireEvent.change(field, { target: { value: 'spare' } })
    fireEvent.keyDown(field, { key: 'Enter' })
    save()
    await screen.findByText('The answer is 409.')
    expect(screen.queryByRole('button', { name: 'Edit tags' })).toBeNull()
    server.refuse.clear()
    save()
    await edit()
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }))
    expect(screen.getByText('No tags.')).toBeTruthy()
    const sent = server.asked.filter(({ request }) => request === 'PUT /api/devices/d1/tags')
    expect(sent.map(({ body }) => JSON.parse(body))).toEqual(Array(2).fill({ tags: ['spare'] }))
  })

  it('asks before what cannot be undone, and shows why it was refused', async () => {
    await open('/groups/g1', 'Finance')
    fireEvent.click(await screen.findByRole('button', { name: /^Remove/ }))
    server.refuse.set('/api/groups/g1/people/u2', 409)
    const dialog = await screen.findByRole('dialog')
    fireEvent.click(within(dialog).getByRole('button', { name: /^Remove/ }))
    expect((await within(dialog).findByRole('alert')).textContent).toBe('The answer is 409.')
  })

  it('offers nothing that changes a past moment', async () => {
    await open('/devices/d1?asOf=2026-03-01T00:00:00Z', 'fin-lt-014')
    expect(screen.getByText(/Nothing can be changed here/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'More actions' })).toBeNull()
    expect(screen.queryByRole('button', { name: 'Edit notes' })).toBeNull()
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Terminal' }).disabled).toBe(true)
  })
})
