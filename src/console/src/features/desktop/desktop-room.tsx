import { Button, VisuallyHidden } from '@mantine/core'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tell } from '../../kit/notify'
import { useChosenDisplay } from '../../kit/preferences'
import { hostFor } from '../../kit/tunnel/host'
import { useNow } from '../../kit/use-now'
import classes from './desktop.module.css'
import { DesktopBar, type Fit } from './desktop-bar'
import type { FrameLimit, QualityChoice } from './quality'
import type { Seen } from './seen'
import { useStateWords } from './use-state-words'
import { Viewer } from './viewer'

const TypeText = lazy(() => import('./type-text'))

export interface DesktopRoomProps {
  deviceId: string
  name: string
  input: boolean
  keys: boolean
}

/** Bar, picture and status line around a viewer, which does the rest. */
export function DesktopRoom({ deviceId, name, input, keys }: DesktopRoomProps) {
  const { t } = useTranslation('desktop')
  const room = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const viewer = useRef<Viewer>(null)
  const [seen, setSeen] = useState<Seen>()
  const [fit, setFit] = useState<Fit>('fit')
  const [quality, setQuality] = useState<QualityChoice>('auto')
  const [limit, setLimit] = useState<FrameLimit>(null)
  const [typing, setTyping] = useState(false)
  const [released, setReleased] = useState(false)
  const [tooLong, setTooLong] = useState(0)
  const [display, setDisplay] = useChosenDisplay(deviceId)
  const firstDisplay = useRef(display)

  useEffect(() => {
    if (!canvas.current) return
    const made = new Viewer(
      hostFor(deviceId, 'Desktop'),
      canvas.current,
      input,
      setSeen,
      () => {
        setReleased(true)
        room.current?.querySelector<HTMLElement>('[role="toolbar"] input:checked')?.focus()
      },
      () => setTooLong((times) => times + 1),
      firstDisplay.current,
    )
    viewer.current = made
    canvas.current.focus({ preventScroll: true })
    return () => made.dispose()
  }, [deviceId, input])

  useEffect(() => {
    if (tooLong > 0) tell(t('clipboard.tooLong'))
  }, [tooLong, t])

  useEffect(() => {
    if (canvas.current && seen) canvas.current.style.cursor = input ? seen.cursor : 'not-allowed'
  }, [seen, input])

  const fullScreen = async () => {
    if (document.fullscreenElement) {
      await document.exitFullscreen()
      return
    }
    await room.current?.requestFullscreen()
    // Where the browser can, keys that it would keep for itself go to the device too.
    const { keyboard } = navigator as Navigator & { keyboard?: { lock?(): Promise<void> } }
    await keyboard?.lock?.()
    canvas.current?.focus()
  }

  const picture = () =>
    canvas.current?.toBlob((blob) => {
      if (!blob) return
      const link = document.createElement('a')
      link.href = URL.createObjectURL(blob)
      link.download = `${name}.png`
      link.click()
      URL.revokeObjectURL(link.href)
    })

  return (
    <div ref={room} className={classes.room}>
      {seen && (
        <DesktopBar
          deviceId={deviceId}
          seen={seen}
          fit={fit}
          quality={quality}
          limit={limit}
          onLimit={(most) => {
            setLimit(most)
            if (viewer.current) viewer.current.limit = most
          }}
          input={input}
          keys={keys}
          onFit={setFit}
          onQuality={(choice) => {
            setQuality(choice)
            if (viewer.current) viewer.current.quality = choice
          }}
          onDisplay={(id) => {
            setDisplay(id)
            viewer.current?.choose(id)
          }}
          onPress={(keyName) => viewer.current?.press(keyName)}
          onType={() => setTyping(true)}
          onClipboard={() => viewer.current?.toggleClipboard()}
          onCatch={() => viewer.current?.catchPointer()}
          onLock={() => viewer.current?.toggleLock()}
          onPicture={picture}
          onFullScreen={() => void fullScreen()}
          onDisconnect={() => viewer.current?.leave()}
        />
      )}
      <div className={classes.stage} data-fit={fit} data-empty={seen?.size ? undefined : true}>
        {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: screen readers hand all keys to an application */}
        <canvas
          ref={canvas}
          className={classes.canvas}
          width={1}
          height={1}
          tabIndex={0}
          role="application"
          aria-label={t('screen', { name })}
          onFocus={() => setReleased(false)}
        />
        {seen && (
          <Over
            seen={seen}
            onAgain={() => viewer.current?.again()}
            onRetry={() => viewer.current?.retryNow()}
          />
        )}
      </div>
      {seen && <Status seen={seen} input={input} />}
      <VisuallyHidden role="status">{released ? t('released') : ''}</VisuallyHidden>
      <Suspense>
        {typing && (
          <TypeText
            onType={(words) => viewer.current?.type(words)}
            onClose={() => {
              setTyping(false)
              canvas.current?.focus()
            }}
          />
        )}
      </Suspense>
    </div>
  )
}

/** Words over the picture: every state but plain "connected" has some. */
function Over({ seen, onAgain, onRetry }: { seen: Seen; onAgain(): void; onRetry(): void }) {
  const { t } = useTranslation('desktop')
  const now = useNow(1000)
  const { state, message } = seen
  const words = useStateWords(state, now)
  const asked = state.name === 'person'
  const quiet = state.name === 'open' && !message
  // A count-down that is read out every second would drown everything else: it is for eyes, and the alert says it once.
  return (
    <>
      <VisuallyHidden role="alert">
        {asked && t('state.personSaid', { seconds: state.seconds })}
      </VisuallyHidden>
      {!quiet && (
        <div className={classes.over} role={asked ? undefined : state.name === 'over' ? 'alert' : 'status'}>
          <span aria-hidden={asked || undefined}>{state.name === 'open' ? message : words}</span>
          {state.name === 'broken' && state.retryAt !== null && (
            <Button size="xs" onClick={onRetry}>
              {t('retry')}
            </Button>
          )}
          {state.name === 'over' && (
            <Button size="xs" onClick={onAgain}>
              {t('again')}
            </Button>
          )}
        </div>
      )}
    </>
  )
}

function Status({ seen, input }: { seen: Seen; input: boolean }) {
  const { t } = useTranslation('desktop')
  const { state, size, latency, frames, bytes } = seen
  const open = state.name === 'open'
  const numbers = [
    size && t('numbers.size', { width: size.width, height: size.height }),
    open && t('numbers.path'),
    open && latency !== null && t('numbers.latency', { milliseconds: latency }),
    open && t('numbers.frames', { frames }),
    open && t('numbers.rate', { rate: Math.round(bytes / 1000) }),
    seen.caps && t('numbers.caps'),
  ].filter(Boolean)
  return (
    <div className={classes.status} data-state={state.name}>
      <span aria-hidden>{open ? t('state.open') : t('state.closed')}</span>
      <span>{numbers.join(' · ')}</span>
      <span>{input ? t('release') : t('viewOnly')}</span>
    </div>
  )
}
