import { useTranslation } from 'react-i18next'
import type { RunRow } from '../api/types'
import { Mark, type MarkKind } from './status-mark'
import { duration } from './time'
import { useNow } from './use-now'

const looks: Record<RunRow['state'], { shape: string; kind: MarkKind }> = {
  Waiting: { shape: '◌', kind: 'faint' },
  Running: { shape: '◉', kind: 'info' },
  Done: { shape: '✓', kind: 'ok' },
  Failed: { shape: '✕', kind: 'bad' },
  Refused: { shape: '✕', kind: 'bad' },
  Cancelled: { shape: '■', kind: 'faint' },
  Expired: { shape: '■', kind: 'warn' },
  Unknown: { shape: '?', kind: 'warn' },
}

/** How a run stands, and with which exit code or signal its program ended. */
export function RunState({ run }: { run: RunRow }) {
  const { t } = useTranslation()
  const stopping = run.open && run.cancelRequested
  const more = run.timedOut
    ? t('run.timedOut')
    : run.exit !== null && run.exit !== 0
      ? t('run.exit', { exit: run.exit })
      : run.signal
  const words = stopping ? t('run.cancelling') : t(`run.${run.state}`)
  return <Mark {...looks[run.state]} words={more ? `${words}, ${more}` : words} />
}

/** How long the program ran, or has run until now; nothing for one that was never sent. */
export function RunLength({ run }: { run: RunRow }) {
  const now = useNow(run.state === 'Running' ? 1_000 : 60_000)
  if (run.seconds !== null) return <span>{duration(run.seconds * 1000)}</span>
  if (!run.sentAt || run.state !== 'Running') return <span className="muted">-</span>
  return <span>{duration(Math.max(0, Math.max(now, Date.now()) - Date.parse(run.sentAt)))}</span>
}
