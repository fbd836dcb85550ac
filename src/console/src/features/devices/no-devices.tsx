import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../kit/empty-state'
import { LinkButton } from '../../kit/link-button'
import { readTerms, removeTerm } from '../../kit/query-terms'

/** An empty list says why it is empty and what to do next. */
export function NoDevices({
  query,
  past,
  onQuery,
}: {
  query: string
  past: boolean
  onQuery: (query: string) => void
}) {
  const { t } = useTranslation('devices')
  if (query !== '') {
    const count = readTerms(query).length
    return (
      <EmptyState
        title={t('none.matches', { query })}
        actions={
          <>
            {count > 1 && (
              <Button variant="default" onClick={() => onQuery(removeTerm(query, count - 1))}>
                {t('none.removeLast')}
              </Button>
            )}
            <Button variant="default" onClick={() => onQuery('')}>
              {t('none.clear')}
            </Button>
          </>
        }
      />
    )
  }
  if (past) return <EmptyState title={t('none.then')} />
  return (
    <EmptyState title={t('none.yet')} actions={<LinkButton to="/devices/add">{t('add')}</LinkButton>}>
      {t('none.hint')}
    </EmptyState>
  )
}
