import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '../api/types'
import { Mark, type MarkKind } from './status-mark'

const looks: Record<AuditEntry['outcome'], { shape: string; kind: MarkKind }> = {
  Done: { shape: '✓', kind: 'ok' },
  Requested: { shape: '◌', kind: 'info' },
  Refused: { shape: '⊘', kind: 'bad' },
  Failed: { shape: '✗', kind: 'bad' },
  Unknown: { shape: '?', kind: 'warn' },
}

export function Outcome({ outcome }: { outcome: AuditEntry['outcome'] }) {
  const { t } = useTranslation()
  return <Mark {...looks[outcome]} words={t(`outcome.${outcome}`)} />
}
