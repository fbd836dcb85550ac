import { defineConfig } from '@playwright/test'

const json = process.env.JOURNEYS_JSON

export default defineConfig({
  testDir: './journeys',
  retries: 0,
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  outputDir: '../../artifacts/journeys',
  // last, and with browsers of their own: a network that comes or goes cuts what a browser has open
  projects: [
    { name: 'one computer', testIgnore: 'machine*' },
    { name: 'machines', testMatch: 'machine*' },
  ],
  reporter: json ? [['list'], ['json', { outputFile: json }]] : [['list']],
  use: {
    ignoreHTTPSErrors: true,
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
})
