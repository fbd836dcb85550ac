import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type LaunchOptions, type Page } from '@playwright/test'

/** What its window takes beside the page, in pixels. */
const frame = 87

/**
 * A Chromium that can be left alone. Who drives a browser is sent all that its WebSockets hear, as text: at 25 MB a second that takes more
 * of the processor than showing the pictures does, and nobody who only looks has it.
 */
export class LoneBrowser {
  private constructor(
    private readonly program: ChildProcess,
    private readonly profile: string,
    private readonly address: string,
    private driver: Browser,
    /** Another object after each time it was left alone. */
    public page: Page,
  ) {}

  static async start({ executablePath, args }: LaunchOptions, { width, height }: { width: number; height: number }): Promise<LoneBrowser> {
    if (!executablePath) throw new Error('no browser is set')
    const profile = mkdtempSync(join(tmpdir(), 'mesh-browser-'))
    const own = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, `--window-size=${width},${height + frame}`, '--ignore-certificate-errors', '--hide-scrollbars', 'about:blank']
    const program = spawn(executablePath, [...(args ?? []), ...own], { stdio: ['ignore', 'ignore', 'pipe'] })
    try {
      let said = ''
      while (!said.includes('DevTools listening on ')) said += (await once(program.stderr, 'data'))[0]
      program.stderr.resume()
      const address = /DevTools listening on (\S+)/.exec(said)?.[1] ?? ''
      const driver = await chromium.connectOverCDP(address)
      return new LoneBrowser(program, profile, address, driver, await contextOf(driver).newPage())
    } catch (error) {
      program.kill('SIGKILL')
      throw error
    }
  }

  /** Nobody drives it while this is done; what was started in the page goes on. */
  async alone(work: () => Promise<void>) {
    const url = this.page.url()
    await this.driver.close()
    await work()
    this.driver = await chromium.connectOverCDP(this.address)
    const page = contextOf(this.driver).pages().find(each => each.url() === url)
    if (!page) throw new Error(`${url} is no longer open`)
    this.page = page
  }

  async stop() {
    const over = once(this.program, 'exit')
    // by itself it ends after its last process, which may still write into the profile
    const session = await this.driver.newBrowserCDPSession()
    await session.send('Browser.close')
    await over
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

function contextOf(driver: Browser) {
  const [context] = driver.contexts()
  if (!context) throw new Error('the browser has no window')
  return context
}
