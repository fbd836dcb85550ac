import type { Browser, BrowserContext, CDPSession } from '@playwright/test'
import { until } from './server'

interface Answer {
  result?: unknown
  error?: { message: string }
}

/**
 * A page that Playwright does not watch. Of a page that it does, Chromium tells it each message of a WebSocket, in base64: with much on its way that costs more
 * than all the page does itself, and figures of it are those of the watching.
 */
export class QuietPage {
  #count = 0
  readonly #answers = new Map<number, (answer: Answer) => void>()

  private constructor(
    private readonly cdp: CDPSession,
    private readonly contextId: string,
    private readonly sessionId: string,
  ) {
    cdp.on('Target.receivedMessageFromTarget', ({ sessionId: from, message }) => {
      if (from !== sessionId) return
      const answer: Answer & { id: number } = JSON.parse(message)
      this.#answers.get(answer.id)?.(answer)
      this.#answers.delete(answer.id)
    })
  }

  /**
   * @param like whose cookies it gets
   * @param downloads folder for what it saves
   */
  static async open(browser: Browser, like: BrowserContext, { width = 1280, height = 800, downloads }: { width?: number; height?: number; downloads?: string }): Promise<QuietPage> {
    const cdp = await browser.newBrowserCDPSession()
    const { browserContextId } = await cdp.send('Target.createBrowserContext')
    const { targetId } = await cdp.send('Target.createTarget', { url: 'about:blank', browserContextId, width, height })
    const cookies = (await like.cookies()).map(({ expires, ...cookie }) => ({ ...cookie, expires: expires < 0 ? undefined : expires }))
    await cdp.send('Storage.setCookies', { cookies, browserContextId })
    if (downloads) await cdp.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads, browserContextId })
    // not flat: only so can its messages be sent and heard through this session
    const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: false })
    const page = new QuietPage(cdp, browserContextId, sessionId)
    await page.#send('Security.setIgnoreCertificateErrors', { ignore: true })
    return page
  }

  async goto(address: string) {
    await this.#send('Page.navigate', { url: address })
  }

  /** Waits until a button or a box with these words can be used. */
  async has(words: string) {
    await until(words, () => this.look(`Boolean(${named(words)})`))
  }

  /** Clicks it. */
  async press(words: string) {
    await this.has(words)
    await this.look(`${named(words)}.click()`)
  }

  /** What a function returns there; it knows nothing but its argument. */
  evaluate<A, T>(work: (argument: A) => T, argument: A): Promise<T> {
    return this.look(`(${work})(${JSON.stringify(argument)})`) as Promise<T>
  }

  /** What an expression is there. */
  async look(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.#send<{ result: { value?: unknown }; exceptionDetails?: { text: string } }>('Runtime.evaluate', { expression, returnByValue: true })
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.text}`)
    return result.value
  }

  /** Chooses files of this machine. */
  async choose(selector: string, ...files: string[]) {
    const { result } = await this.#send<{ result: { objectId: string } }>('Runtime.evaluate', { expression: `document.querySelector(${JSON.stringify(selector)})` })
    await this.#send('DOM.setFileInputFiles', { files, objectId: result.objectId })
  }

  async close() {
    await this.cdp.send('Target.disposeBrowserContext', { browserContextId: this.contextId })
    await this.cdp.detach()
  }

  async #send<T>(method: string, params: object = {}): Promise<T> {
    const id = ++this.#count
    const answered = new Promise<Answer>(done => this.#answers.set(id, done))
    await this.cdp.send('Target.sendMessageToTarget', { sessionId: this.sessionId, message: JSON.stringify({ id, method, params }) })
    const { result, error } = await answered
    if (error) throw new Error(`${method}: ${error.message}`)
    return result as T
  }
}

const named = (words: string) => `[...document.querySelectorAll('button, input')].find(it => !it.disabled && (it.ariaLabel ?? it.textContent.trim()) === ${JSON.stringify(words)})`
