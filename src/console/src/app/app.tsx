import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import '@mantine/notifications/styles.css'
import './theme/kit-styles'
import './theme/base.css'
import './i18n'
import { queries } from '../api/queries'
import { Pending } from '../kit/pending'
import { idle } from './idle'
import { router } from './router'
import { resolveVariables, theme } from './theme/theme'

/** Shows what was told; what is told before it is here waits for it. Fetched when the page has come. */
const Notices = lazy(() => idle().then(() => import('./notices')))

/** The server writes this page's nonce where the placeholder stands; in development it stays. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="mesh-nonce"]')?.content ?? ''
// The kit's scroll lock writes a style element of its own and looks for the nonce under this name.
Object.assign(globalThis, { __webpack_nonce__: nonce })

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <Suspense fallback={<Pending />}>
          <RouterProvider router={router} />
        </Suspense>
        <Suspense>
          <Notices position="bottom-right" />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  )
}
