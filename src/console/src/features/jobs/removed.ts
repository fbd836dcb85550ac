import type { TFunction } from 'i18next'
import type { RunRow } from '../../api/types'
import { exact } from '../../kit/time'

/** Says that what a run wrote is gone, since when, and why. */
export const removedWords = (t: TFunction<['jobs', 'common']>, removed: NonNullable<RunRow['removed']>) =>
  t('jobs:output.removed', { at: exact(removed.at), count: removed.days })
