import { Progress } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RunCounts } from '../../api/types'
import classes from './jobs.module.css'

/** How far a job is, as a bar and in words: never by colour alone. */
export function JobProgress({ counts }: { counts: RunCounts }) {
  const { t } = useTranslation('jobs')
  const { waiting, running, done } = counts
  const bad = counts.failed + counts.refused + counts.cancelled + counts.expired + counts.unknown
  const all = Math.max(1, waiting + running + done + bad)
  const words = [
    done > 0 && t('count.done', { count: done }),
    bad > 0 && t('count.bad', { count: bad }),
    running > 0 && t('count.running', { count: running }),
    waiting > 0 && t('count.waiting', { count: waiting }),
  ].filter(Boolean)
  return (
    <div className={classes.progress}>
      <Progress.Root size="sm" aria-hidden>
        <Progress.Section value={(done / all) * 100} color="green" />
        <Progress.Section value={(bad / all) * 100} color="red" />
        <Progress.Section value={(running / all) * 100} color="blue" striped animated />
      </Progress.Root>
      <span>{words.join(' · ')}</span>
    </div>
  )
}
