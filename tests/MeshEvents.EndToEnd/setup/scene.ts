import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { asPage, setUp } from './people'
import { policyBreaches } from './rules'
import { Installation, until } from './server'

export interface Device {
  id: string
  groupId: string
  name: string
  online: boolean
  offers: string[]
}

interface Wishes {
  /** What the device has to offer before the journey begins. */
  offers?: 'Terminal' | 'Desktop'
  context?: BrowserContextOptions
  /** Of the agent. */
  environment?: Record<string, string>
}

/** What most journeys begin with: a server that mira has set up in her browser, and one device. */
export class Scene {
  private constructor(
    readonly mesh: Installation,
    readonly page: Page,
    readonly device: Device,
    /** Of the content security policy, in this page. */
    readonly breaches: readonly string[],
  ) {}

  static async set(browser: Browser, { offers = 'Terminal', context, environment }: Wishes = {}): Promise<Scene> {
    const mesh = await Installation.start()
    try {
      mesh.startAgent(environment)
      const page = await (await browser.newContext({ ignoreHTTPSErrors: true, ...context })).newPage()
      const breaches = policyBreaches(page)
      await setUp(page, mesh)
      const { request } = await asPage(page, mesh)
      const device = await until(`the device, with its ${offers}`, async () => {
        const { rows } = (await (await request.get(`${mesh.base}/api/devices`)).json()) as { rows: Device[] }
        return rows.find(row => row.online && row.offers.includes(offers))
      })
      return new Scene(mesh, page, device, breaches)
    } catch (error) {
      await mesh.stop()
      throw error
    }
  }

  /** Of the device's page. */
  get address() {
    return `${this.mesh.base}/devices/${this.device.id}`
  }

  async stop() {
    try {
      await this.page.context().close()
    } finally {
      await this.mesh.stop()
    }
  }
}
