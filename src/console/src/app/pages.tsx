import { Button, Group } from '@mantine/core'
import { type ErrorComponentProps, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { isProblem } from '../api/problem'
import { EmptyState } from '../kit/empty-state'
import { ErrorPanel } from '../kit/error-panel'
import { Page } from '../kit/page'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <Page title={t('page.notFound')}>
      <EmptyState title={t('page.notFound')} actions={<Link to="/devices">{t('page.home')}</Link>}>
        {t('page.notFoundHint')}
      </EmptyState>
    </Page>
  )
}

/** A page that threw. Refusals keep their words; anything else is our fault and says so. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation()
  const known = isProblem(error) || error instanceof TypeError
  return (
    <Page title={t('page.crashed')}>
      <ErrorPanel
        error={known ? error : { type: 'page', title: String(error), status: 500 }}
        onRetry={reset}
      />
      <Group>
        <Button onClick={() => location.reload()}>{t('page.reload')}</Button>
      </Group>
    </Page>
  )
}

/** The same where there is no shell around it. */
export function CrashedAlone(props: ErrorComponentProps) {
  return (
    <main>
      <Crashed {...props} />
    </main>
  )
}
