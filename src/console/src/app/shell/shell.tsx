import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Outlet, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { tellAttention } from '../../api/attention'
import { wires } from '../../api/http'
import { LiveContext, LiveFeed } from '../../api/live/use-feed'
import { Pending } from '../../kit/pending'
import { useSingleKeys } from '../../kit/preferences'
import { tray } from '../../kit/tray'
import { Header } from './header'
import { BottomBar, Navigation } from './navigation'
import { placesFor } from './places'
import classes from './shell.module.css'
import { useShortcuts } from './use-shortcuts'

const Expired = lazy(() => import('./expired'))
const Palette = lazy(() => import('./palette'))
const Tray = lazy(() => import('../../features/files/tray'))
const KeyList = lazy(() => import('./key-list'))
const route = getRouteApi('/shell')

/** Everything around a page: header, navigation, the live feed, keys, and what to do when the login ends. */
export function Shell() {
  const { t } = useTranslation()
  const { me } = route.useRouteContext()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const [expired, setExpired] = useState<string | null>(null)
  const [layer, setLayer] = useState<'palette' | 'keys' | null>(null)
  const [singleKeys] = useSingleKeys()
  const trayWanted = useSyncExternalStore(tray.watch, () => tray.wanted)
  const live = useMemo(() => new LiveFeed(cache, setExpired), [cache])
  const places = useMemo(() => placesFor(me), [me])

  useEffect(() => {
    if (expired !== null) return
    live.start()
    return () => live.stop()
  }, [live, expired])
  useEffect(() => {
    wires.onSignedOut = setExpired
    return () => {
      wires.onSignedOut = () => undefined
    }
  }, [])

  useEffect(() => tellAttention(me.idleMinutes), [me.idleMinutes])

  const bindings = useMemo(
    () =>
      new Map([
        ['?', 'keys'],
        ['/', 'query'],
        ...places.map((place): [string, string] => [`g ${place.key}`, place.to]),
      ]),
    [places],
  )
  const run = useCallback(
    (action: string) => {
      if (action === 'palette' || action === 'keys') setLayer(action)
      else if (action === 'query') document.querySelector<HTMLInputElement>('input[data-query]')?.focus()
      else void navigate({ to: action })
    },
    [navigate],
  )
  useShortcuts(bindings, run, singleKeys)
  const close = useCallback(() => setLayer(null), [])

  return (
    <LiveContext value={live}>
      <div className={classes.shell}>
        <a href="#main" className={classes.skip}>
          {t('nav.skip')}
        </a>
        <Header me={me} onPalette={() => setLayer('palette')} onKeys={() => setLayer('keys')} />
        <Navigation places={places} />
        <main id="main" className={classes.main} tabIndex={-1}>
          <Suspense fallback={<Pending />}>
            <Outlet />
          </Suspense>
        </main>
        <BottomBar places={places} />
      </div>
      <Suspense>
        {trayWanted && <Tray />}
        {layer === 'palette' && <Palette places={places} onClose={close} />}
        {layer === 'keys' && <KeyList places={places} singleKeys={singleKeys} onClose={close} />}
        {expired !== null && <Expired me={me} code={expired} onBack={() => setExpired(null)} />}
      </Suspense>
    </LiveContext>
  )
}
