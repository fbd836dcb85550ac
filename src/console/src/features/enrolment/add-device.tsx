import { Select, Stack, Text } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { base } from '../../api/base'
import { api } from '../../api/client'
import { EmptyState } from '../../kit/empty-state'
import { ErrorPanel } from '../../kit/error-panel'
import { Page } from '../../kit/page'
import { Pending } from '../../kit/pending'
import { Section } from '../../kit/section'
import { Arrivals } from './arrivals'
import { CodeList } from './code-list'
import { HeldDevices } from './held-devices'
import { InstallLine } from './install-line'
import { SetupSteps } from './setup-steps'

const route = getRouteApi('/shell/devices/add')

/** Choose a group, copy the line, watch the device arrive. */
export function AddDevicePage() {
  const { t } = useTranslation('enrolment')
  const { groupId: asked, first } = route.useSearch()
  const { me } = getRouteApi('/shell').useRouteContext()
  const [chosen, setChosen] = useState<string | null>(asked ?? null)
  const groups = api.useQuery('get', '/api/groups', { params: { query: { take: 500 } } })

  if (groups.isPending) return <Pending />
  if (groups.error) return <ErrorPanel error={groups.error} onRetry={() => void groups.refetch()} />
  const group = groups.data.rows.find((row) => row.id === chosen) ?? groups.data.rows[0]

  return (
    <Page title={t('title')}>
      {first && <SetupSteps active={2} />}
      {!group ? (
        <EmptyState title={t('noGroup')} actions={<Link to="/groups">{t('toGroups')}</Link>} />
      ) : (
        <Stack gap="lg">
          <Select
            label={t('group')}
            data={groups.data.rows.map((row) => ({ value: row.id, label: row.name }))}
            value={group.id}
            onChange={setChosen}
            searchable
            maw="24rem"
          />
          <InstallLine key={`line ${group.id}`} group={group} />
          <Section title={t('arrivals.title')}>
            <Arrivals key={group.id} groupId={group.id} />
          </Section>
          <CodeList group={group} />
          {me.administrator && <HeldDevices group={group} />}
          <Text size="sm" c="dimmed">
            {t('msh.hint')}{' '}
            <a href={`${base}/api/groups/${encodeURIComponent(group.id)}/msh`} download>
              {t('msh.verb')}
            </a>
          </Text>
        </Stack>
      )}
    </Page>
  )
}
