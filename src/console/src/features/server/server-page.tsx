import { Tabs } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Page } from '../../kit/page'

export type ServerTab = '/server/health' | '/server/projections'

/** The head and tabs that all pages about the server share; each tab has an address of its own. */
export function ServerPage({ tab, children }: { tab: ServerTab; children: ReactNode }) {
  const { t } = useTranslation('server')
  const navigate = useNavigate()
  return (
    <Page title={t('title')} facts={t('facts')}>
      <Tabs value={tab} onChange={(to) => to && void navigate({ to: to as ServerTab })} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="/server/health">{t('tab.health')}</Tabs.Tab>
          <Tabs.Tab value="/server/projections">{t('tab.projections')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={tab}>{children}</Tabs.Panel>
      </Tabs>
    </Page>
  )
}
