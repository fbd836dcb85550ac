import { Button, Menu, Text } from '@mantine/core'
import {
  IconBolt,
  IconChevronDown,
  IconClipboard,
  IconMessage,
  IconPower,
  IconTrash,
  IconWorld,
} from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DevicePage } from '../../api/types'
import { useWhyNot } from './why-not'

const AskMessage = lazy(() => import('../../kit/actions/ask-message'))
const AskPower = lazy(() => import('../../kit/actions/ask-power'))
const AskWake = lazy(() => import('../../kit/actions/ask-wake'))
const OpenAddress = lazy(() => import('./open-address'))
const DeviceClipboard = lazy(() => import('./device-clipboard'))
const UninstallAgent = lazy(() => import('./uninstall-agent'))

type Act = 'message' | 'open' | 'clipboard' | 'wake' | 'power' | 'uninstall'

/** What can be asked of a device beside its sessions; why not stands where it cannot. */
export function ActMenu({ page, past }: { page: DevicePage; past: boolean }) {
  const { t } = useTranslation('device')
  const [asked, setAsked] = useState<Act | null>(null)
  const whyNot = useWhyNot(page, past)
  const { device } = page
  const on = { devices: [device.id], name: device.name }
  const close = () => setAsked(null)
  const why: Record<Act, string | undefined> = {
    message: whyNot('notify', 'message'),
    open: whyNot('notify', 'open'),
    clipboard: whyNot('clipboard', 'read-clipboard'),
    wake: device.online && !past ? t('act.awake') : whyNot('wake', undefined, true),
    power: whyNot('power', 'power'),
    uninstall: whyNot('uninstall', 'uninstall', true),
  }
  const item = (act: Act, icon: ReactNode, danger = false) => (
    <Menu.Item
      leftSection={icon}
      disabled={why[act] !== undefined}
      onClick={() => setAsked(act)}
      {...(danger ? { color: 'red' } : {})}
    >
      {t(`act.${act}`)}
      {why[act] && (
        <Text size="xs" c="dimmed">
          {why[act]}
        </Text>
      )}
    </Menu.Item>
  )
  return (
    <>
      <Menu position="bottom-end" withInitialFocusPlaceholder={false} width={300}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            {t('act.menu')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {item('message', <IconMessage size={16} aria-hidden />)}
          {item('open', <IconWorld size={16} aria-hidden />)}
          {item('clipboard', <IconClipboard size={16} aria-hidden />)}
          <Menu.Divider />
          {item('wake', <IconBolt size={16} aria-hidden />)}
          {item('power', <IconPower size={16} aria-hidden />, true)}
          {item('uninstall', <IconTrash size={16} aria-hidden />, true)}
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {asked === 'message' && <AskMessage on={on} onClose={close} />}
        {asked === 'open' && <OpenAddress device={device} onClose={close} />}
        {asked === 'clipboard' && <DeviceClipboard page={page} onClose={close} />}
        {asked === 'wake' && <AskWake on={on} onClose={close} />}
        {asked === 'power' && <AskPower on={on} onClose={close} />}
        {asked === 'uninstall' && <UninstallAgent device={device} onClose={close} />}
      </Suspense>
    </>
  )
}
