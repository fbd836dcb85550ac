import { useTranslation } from 'react-i18next'
import { secondsTo, stateWords } from '../../kit/tunnel/state-words'
import type { State } from './connection'

/** Where a desktop session stands, always in words. `now` is ms since 1970. */
export function useStateWords(state: State, now: number): string {
  const { t } = useTranslation('desktop')
  if (state.name === 'person') return t('state.person', { seconds: secondsTo(state.until, now) })
  if (state.name === 'starting') return t('state.starting')
  return stateWords(state, now, (key, values) => t(`state.${key}`, { ...values }))
}
