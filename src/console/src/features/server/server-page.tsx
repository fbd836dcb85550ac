import { Tabs } from '@mantine/core'
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Page } from '../../kit/page'

/** The head and tabs of all pages about the server. Each tab has an address; the head stays, and focus with it. */
export function ServerPage() {
  const { t } = useTranslation('server')
  const navigate = useNavigate()
  const tab = useLocation({ select: (location) => location.pathname })
  return (
    <Page title={t('title')} facts={t('facts')}>
      <Tabs value={tab} onChange={(to) => to && void navigate({ to })} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="/server/health">{t('tab.health')}</Tabs.Tab>
          <Tabs.Tab value="/server/projections">{t('tab.projections')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <Outlet />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
