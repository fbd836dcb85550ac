import { Button, Tabs } from '@mantine/core'
import { IconDeviceDesktop, IconFolder, IconTerminal2 } from '@tabler/icons-react'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { DevicePage as DevicePageData } from '../../api/types'
import { ErrorPanel } from '../../kit/error-panel'
import { later } from '../../kit/later'
import { LinkButton } from '../../kit/link-button'
import { Page } from '../../kit/page'
import { Pending } from '../../kit/pending'
import { StatusMark } from '../../kit/status-mark'
import { PastStrip, TimeControl } from '../../kit/time-control'
import { ActMenu } from './act-menu'
import { DeviceActions } from './device-actions'
import { Overview } from './overview'

const History = later(() => import('./history'))
const DeviceSessions = later(() => import('./device-sessions'))
const DeviceJobs = later(() => import('./device-jobs'))
const Processes = later(() => import('./processes'))
const Services = later(() => import('./services'))
const Journal = later(() => import('./journal'))

const route = getRouteApi('/shell/devices/$deviceId')

/** The tabs behind the overview, in their order. */
const behind = {
  history: History,
  sessions: DeviceSessions,
  jobs: DeviceJobs,
  processes: Processes,
  services: Services,
  journal: Journal,
} as const
type Tab = 'overview' | keyof typeof behind
const behindTabs = Object.keys(behind) as (keyof typeof behind)[]

export function DevicePage() {
  const { t } = useTranslation('device')
  const { deviceId } = route.useParams()
  const { tab = 'overview', asOf } = route.useSearch()
  const navigate = useNavigate({ from: '/devices/$deviceId' })
  const answer = api.useQuery(
    'get',
    '/api/devices/{deviceId}',
    { params: { path: { deviceId }, query: { asOf } } },
    { staleTime: asOf ? Number.POSITIVE_INFINITY : undefined },
  )
  const setAsOf = (moment: string | undefined) =>
    void navigate({ search: (known) => ({ ...known, asOf: moment }) })
  const time = <TimeControl asOf={asOf} onChange={setAsOf} />

  if (answer.isPending) return <Pending />
  if (answer.error)
    return (
      <Page title={t('title')} actions={asOf && time}>
        <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />
        <Link to="/devices">{t('back')}</Link>
      </Page>
    )

  const page = answer.data
  const past = asOf !== undefined
  return (
    <Page
      title={page.device.name}
      facts={<Facts page={page} />}
      actions={
        <>
          {time}
          <ChannelButton page={page} past={past} channel="desktop" />
          <ChannelButton page={page} past={past} channel="terminal" />
          <ChannelButton page={page} past={past} channel="files" />
          <ActMenu page={page} past={past} />
          <DeviceActions page={page} past={past} />
        </>
      }
    >
      {asOf && <PastStrip asOf={page.asOf?.at ?? asOf} onLive={() => setAsOf(undefined)} />}
      <Tabs
        value={tab}
        onChange={(to) =>
          void navigate({
            search: (known) => ({ ...known, tab: to === 'overview' ? undefined : (to as Tab) }),
          })
        }
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          <Tabs.Tab value="overview">{t('tab.overview')}</Tabs.Tab>
          {behindTabs
            .filter((name) => name !== 'journal' || page.permissions.includes('history'))
            .map((name) => (
              <Tabs.Tab
                key={name}
                value={name}
                onPointerEnter={behind[name].fetch}
                onFocus={behind[name].fetch}
              >
                {t(`tab.${name}`)}
              </Tabs.Tab>
            ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview
            page={page}
            past={past}
            onHistory={() => void navigate({ search: (known) => ({ ...known, tab: 'history' }) })}
          />
        </Tabs.Panel>
        <Suspense fallback={<Pending />}>
          <Tabs.Panel value="history">
            <History deviceId={deviceId} asOf={asOf} onAsOf={setAsOf} />
          </Tabs.Panel>
          <Tabs.Panel value="sessions">
            <DeviceSessions deviceId={deviceId} />
          </Tabs.Panel>
          <Tabs.Panel value="jobs">
            <DeviceJobs page={page} past={past} />
          </Tabs.Panel>
          <Tabs.Panel value="processes">
            <Processes page={page} past={past} />
          </Tabs.Panel>
          <Tabs.Panel value="services">
            <Services page={page} past={past} />
          </Tabs.Panel>
          <Tabs.Panel value="journal">
            <Journal deviceId={deviceId} />
          </Tabs.Panel>
        </Suspense>
      </Tabs>
    </Page>
  )
}

function Facts({ page }: { page: DevicePageData }) {
  const { t } = useTranslation('device')
  const { device } = page
  const parts = [device.groupName, device.os || device.platform, device.address].filter(Boolean)
  return (
    <>
      <StatusMark device={device} /> · {parts.join(' · ')}
      {!device.online && device.lastSeen && ` · ${t('lastAddress')}`}
    </>
  )
}

const channels = {
  desktop: { offer: 'Desktop', to: '/devices/$deviceId/desktop', icon: IconDeviceDesktop },
  terminal: { offer: 'Terminal', to: '/devices/$deviceId/terminal', icon: IconTerminal2 },
  files: { offer: 'Files', to: '/devices/$deviceId/files', icon: IconFolder },
} as const

/** Opens a channel to the device; what is in the way stands on the button. */
function ChannelButton({
  page,
  past,
  channel,
}: {
  page: DevicePageData
  past: boolean
  channel: keyof typeof channels
}) {
  const { t } = useTranslation('device')
  const { device, permissions } = page
  const { offer, to, icon: Icon } = channels[channel]
  const why = past
    ? t('channel.past')
    : device.retired
      ? t('channel.retired')
      : !device.online
        ? t('channel.offline')
        : !device.offers.includes(offer)
          ? t(`${channel}.notOffered`)
          : !permissions.includes(channel)
            ? t(`${channel}.notAllowed`)
            : undefined
  const icon = <Icon size={16} aria-hidden />
  if (why)
    return (
      <Button leftSection={icon} disabled title={why}>
        {t(`${channel}.verb`)}
      </Button>
    )
  return (
    <LinkButton to={to} params={{ deviceId: device.id }} leftSection={icon}>
      {t(`${channel}.verb`)}
    </LinkButton>
  )
}
