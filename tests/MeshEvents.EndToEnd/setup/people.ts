import { type APIRequestContext, expect, type Frame, type Locator, type Page } from '@playwright/test'
import type { Installation } from './server'

export const mira = { name: 'mira', email: 'mira@example.org', password: 'correct horse battery staple' }

/** The set-up link, as a person opens it, up to the page with the first device. */
export async function setUp(page: Page, mesh: Installation, group = 'My devices') {
  await page.goto(`${mesh.base}/setup#${mesh.setUpCode}`)
  await page.getByLabel('Your name').fill(mira.name)
  await page.getByLabel('E-mail').fill(mira.email)
  await page.getByLabel('Password', { exact: true }).fill(mira.password)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Name of the first group').fill(group)
  const [answer] = await Promise.all([page.waitForResponse(`${mesh.base}/api/setup`), page.getByRole('button', { name: 'Create' }).click()])
  expect(answer.status()).toBe(200)
}

export async function signIn(page: Page, mesh: Installation, who = mira) {
  await page.goto(`${mesh.base}/sign-in`)
  await page.getByLabel('Name').fill(who.name)
  await page.getByLabel('Password', { exact: true }).fill(who.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).not.toHaveURL(/sign-in/)
}

/** A role on a group, given on the group's page by somebody who may. */
export async function giveRole(page: Page, mesh: Installation, groupId: string, who: string, role: string) {
  await page.goto(`${mesh.base}/groups/${groupId}`)
  await page.getByRole('button', { name: 'Give rights' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name or e-mail of the person').fill(who)
  await dialog.getByLabel('Role').click()
  await page.getByRole('option', { name: role }).click()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('cell', { name: who, exact: true })).toBeVisible()
}

/** What the page itself would send: its cookie, its origin, and its session's token. */
export async function asPage(page: Page, mesh: Installation): Promise<{ request: APIRequestContext; headers: Record<string, string> }> {
  const request = page.context().request
  const me = await (await request.get(`${mesh.base}/api/me`)).json()
  return { request, headers: { origin: new URL(mesh.base).origin, 'mesh-csrf': me.csrf } }
}

/** The terminal in the frame of the device's page; its text is read from the emulator's own rows. */
export class Terminal {
  private constructor(readonly frame: Frame) {}

  static async on(page: Page): Promise<Terminal> {
    const element = await page.locator('iframe').elementHandle()
    const frame = await element?.contentFrame()
    if (!frame) throw new Error('the page holds no terminal')
    return new Terminal(frame)
  }

  get state(): Locator {
    return this.frame.getByText('Connected', { exact: true })
  }

  async type(text: string) {
    await this.frame.locator('.xterm-helper-textarea').focus()
    await this.frame.page().keyboard.type(text)
    await this.frame.page().keyboard.press('Enter')
  }

  /** The screen as a screen reader gets it. */
  async text() {
    return (await this.frame.locator('.xterm-accessibility-tree').allInnerTexts()).join('\n') || (await this.frame.locator('.xterm-rows').allInnerTexts()).join('\n')
  }

  async shows(text: string | RegExp) {
    await expect.poll(() => this.text(), { timeout: 20_000 }).toMatch(text)
  }

  /** Makes the emulator keep its text in the page, where a test (and a screen reader) can read it. */
  async readable() {
    await this.frame.getByLabel('Screen reader mode').check()
  }
}
