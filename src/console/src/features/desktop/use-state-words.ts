import { useTranslation } from 'react-i18next'
import type { State } from './states'

/** Where a session stands, always in words. `now` is ms since 1970. */
export function useStateWords(state: State, now: number): string {
  const { t } = useTranslation('desktop')
  switch (state.name) {
    case 'asking':
      return t('state.asking')
    case 'connecting':
      return t('state.connecting')
    case 'waiting':
      return t('state.waiting')
    case 'person':
      return t('state.person', { seconds: Math.max(0, Math.ceil((state.until - now) / 1000)) })
    case 'starting':
      return t('state.starting')
    case 'open':
      return state.recorded ? t('state.recorded') : t('state.open')
    case 'broken':
      return state.retryAt === null
        ? t('state.rejoining', { tries: state.tries })
        : t('state.broken', { seconds: Math.max(0, Math.ceil((state.retryAt - now) / 1000)) })
    case 'over':
      break
  }
  switch (state.end.why) {
    case 'left':
      return t('over.left')
    case 'device':
      return state.end.message ?? t('over.device')
    case 'refused':
      return state.end.problem.detail || state.end.problem.title || t('over.refused')
    case 'no-answer':
      return t('over.noAnswer')
    case 'lost':
      return t('over.lost')
  }
}
