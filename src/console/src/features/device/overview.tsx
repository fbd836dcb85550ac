import { Button, SimpleGrid, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { DevicePage } from '../../api/types'
import { Facts } from '../../kit/facts'
import { Section } from '../../kit/section'
import { Mark } from '../../kit/status-mark'
import { Timeline } from '../../kit/timeline'
import { When } from '../../kit/when'
import classes from './device.module.css'
import { DeviceConsent } from './device-consent'
import { NoteDevice } from './note-device'
import { TagDevice } from './tag-device'

export function Overview({
  page,
  past,
  onHistory,
}: {
  page: DevicePage
  past: boolean
  onHistory: () => void
}) {
  const { t } = useTranslation('device')
  const { device, permissions } = page
  const editable = !past && !device.retired
  const identity = [
    { name: t('fact.host'), value: device.hostName },
    { name: t('fact.enrolled'), value: <When at={device.enrolledAt} /> },
    {
      name: device.online ? t('fact.onlineSince') : t('fact.offlineSince'),
      value: <When at={page.since ?? device.lastSeen} />,
    },
    { name: t('fact.address'), value: device.address || '-' },
    { name: t('fact.id'), value: <span className="mono">{device.id}</span> },
  ]
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
      <div className={classes.column}>
        <Section title={t('section.system')}>
          <Facts rows={[...identity, ...page.system]} />
        </Section>
        <Section title={t('section.network')}>
          <Network page={page} />
        </Section>
        <Section title={t('section.hardware')}>
          {page.hardware.length > 0 ? <Facts rows={page.hardware} /> : <Text c="dimmed">{t('unknown')}</Text>}
        </Section>
        <Section title={t('section.agent')}>
          <Facts rows={[{ name: t('fact.version'), value: device.agentVersion || '-' }, ...page.agent]} />
        </Section>
      </div>
      <div className={classes.column}>
        <TagDevice device={device} editable={editable && permissions.includes('manage')} />
        <NoteDevice page={page} editable={editable && permissions.includes('notes')} />
        <DeviceConsent page={page} editable={editable && permissions.includes('manage')} />
        {!past && <LastEvents deviceId={device.id} onHistory={onHistory} />}
      </div>
    </SimpleGrid>
  )
}

function Network({ page }: { page: DevicePage }) {
  const { t } = useTranslation('device')
  if (page.network.length === 0) return <Text c="dimmed">{t('unknown')}</Text>
  return (
    <Facts
      rows={page.network.map((net) => ({
        name: net.name,
        value: (
          <>
            <Mark
              shape={net.up ? '●' : '■'}
              kind={net.up ? 'ok' : 'faint'}
              words={net.up ? t('net.up') : t('net.down')}
            />{' '}
            <span className="mono">{net.mac}</span>
            {net.addresses.map((address) => (
              <div key={address} className="mono">
                {address}
              </div>
            ))}
          </>
        ),
      }))}
    />
  )
}

function LastEvents({ deviceId, onHistory }: { deviceId: string; onHistory: () => void }) {
  const { t } = useTranslation('device')
  const answer = api.useInfiniteQuery(
    'get',
    '/api/audit',
    { params: { query: { deviceId, take: 5 } } },
    { pageParamName: 'after', initialPageParam: null, getNextPageParam: () => undefined },
  )
  const entries = (answer.data?.pages[0]?.rows ?? []).slice(0, 5)
  if (entries.length === 0) return null
  return (
    <Section
      title={t('section.events')}
      aside={
        <Button size="compact-sm" variant="subtle" onClick={onHistory}>
          {t('allEvents')}
        </Button>
      }
    >
      <Timeline entries={entries} />
    </Section>
  )
}
