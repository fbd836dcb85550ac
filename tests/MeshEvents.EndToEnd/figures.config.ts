import { defineConfig } from '@playwright/test'
import journeys from './playwright.config'

/** What tools/bench measures in the browser: no traces, which cost what is to be measured. */
export default defineConfig({
  ...journeys,
  testDir: './figures',
  outputDir: '../../artifacts/figures',
  timeout: 180_000,
  reporter: [['list']],
  use: { ...journeys.use, trace: 'off', screenshot: 'off' },
})
