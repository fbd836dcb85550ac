import { Tooltip } from '@mantine/core'
import { exact, relative } from './time'
import { useNow } from './use-now'

/** An age in words; the exact time is in the tooltip and in the machine-readable attribute. */
export function When({ at }: { at: string | null | undefined }) {
  const now = useNow()
  if (!at) return <span className="muted">-</span>
  return (
    <Tooltip label={exact(at)}>
      <time dateTime={at}>{relative(at, Math.max(now, Date.now() - 10_000))}</time>
    </Tooltip>
  )
}
