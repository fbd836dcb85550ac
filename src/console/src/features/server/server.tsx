import { useTranslation } from 'react-i18next'
import { Page } from '../../kit/page'
import { DeadLetters } from './dead-letters'
import { Projections } from './projections'

export function ServerPage() {
  const { t } = useTranslation('server')
  return (
    <Page title={t('title')} facts={t('facts')}>
      <Projections />
      <DeadLetters />
    </Page>
  )
}
