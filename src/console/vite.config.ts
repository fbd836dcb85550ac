import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const server = process.env.MESH_SERVER ?? 'https://localhost:8443'

export default defineConfig({
  root: here('src/entries'),
  publicDir: here('public'),
  plugins: [react()],
  experimental: {
    // A tenant may live under a path: the server writes it into the pages, all else finds its files beside itself.
    renderBuiltUrl: (file, { hostType }) => (hostType === 'html' ? `__BASE__/${file}` : { relative: true }),
  },
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    // A data: address in a style would need a wider policy than `img-src 'self' data:` grants for fonts.
    assetsInlineLimit: 0,
    manifest: true,
    rollupOptions: {
      input: { index: here('src/entries/index.html'), terminal: here('src/entries/terminal.html') },
    },
  },
  server: {
    fs: { allow: [here('.')] },
    proxy: {
      '/api': { target: server, secure: false },
      '/meshrelay.ashx': { target: server, secure: false, ws: true },
    },
  },
  test: {
    root: here('.'),
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { url: 'https://mesh.test/' } },
    include: ['test/**/*.test.{ts,tsx}'],
    setupFiles: [here('test/setup.ts')],
  },
})
