import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { JobMade } from '../../api/types'
import { describe } from '../error-panel'
import { tell, tellFailure } from '../notify'
import { outcomeOf } from './outcome'

/** Says what came of an action: of one device as soon as it has answered, of many on the page of the job. */
export function useOutcome(): (made: JobMade, what: string, onDone?: () => void) => void {
  const { t } = useTranslation()
  const open = useNavigate()
  return (made, what, onDone) => {
    if (!made.runId) {
      void open({ to: '/jobs/$jobId', params: { jobId: made.jobId } })
      return
    }
    outcomeOf(made.runId).then(
      ({ run }) => {
        const words = `${what}: ${run.why ?? t(`run.${run.state}`)}`
        if (run.state === 'Done') tell(words)
        else tellFailure(words)
        onDone?.()
      },
      (error: unknown) => tellFailure(`${what}: ${describe(error, t('error.unreachableHint'))}`),
    )
  }
}
