import { useTranslation } from 'react-i18next'
import type { SessionRow } from '../api/types'
import { Mark, type MarkKind } from './status-mark'
import { bytes, duration } from './time'
import { useNow } from './use-now'

const looks: Record<SessionRow['state'], { shape: string; kind: MarkKind }> = {
  Requested: { shape: '◌', kind: 'info' },
  Open: { shape: '◉', kind: 'ok' },
  Interrupted: { shape: '◌', kind: 'warn' },
  Failed: { shape: '✕', kind: 'bad' },
  Over: { shape: '■', kind: 'faint' },
  Unknown: { shape: '?', kind: 'warn' },
}

export function SessionState({ session }: { session: SessionRow }) {
  const { t } = useTranslation()
  return <Mark {...looks[session.state]} words={t(`session.${session.state}`)} />
}

/** How long a session has been or was open; nothing for one that never opened. */
export function SessionLength({ session }: { session: SessionRow }) {
  const running = session.openedAt !== null && session.endedAt === null
  const now = useNow(running ? 1_000 : 60_000)
  if (!session.openedAt) return <span className="muted">-</span>
  const end = session.endedAt ? Date.parse(session.endedAt) : Math.max(now, Date.now())
  return <span>{duration(end - Date.parse(session.openedAt))}</span>
}

export const traffic = (session: SessionRow) => `↑ ${bytes(session.bytesUp)} ↓ ${bytes(session.bytesDown)}`
