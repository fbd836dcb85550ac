import { ActionIcon, Menu } from '@mantine/core'
import { IconArrowsRightLeft, IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DevicePage } from '../../api/types'

// Dialogs are fetched when one is opened: the page does without them most of the time.
const MoveDevice = lazy(() => import('./move-device'))
const RenameDevice = lazy(() => import('./rename-device'))
const RetireDevice = lazy(() => import('./retire-device'))

/** What may be done to a device; nothing is offered for a past moment or without the right. */
export function DeviceActions({ page, past }: { page: DevicePage; past: boolean }) {
  const { t } = useTranslation('device')
  const [asked, setAsked] = useState<'rename' | 'move' | 'retire' | null>(null)
  const { device } = page
  if (past || device.retired || !page.permissions.includes('manage')) return null
  const close = () => setAsked(null)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('more')}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setAsked('rename')}>
            {t('rename.open')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconArrowsRightLeft size={16} aria-hidden />}
            onClick={() => setAsked('move')}
          >
            {t('move.open')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => setAsked('retire')}
          >
            {t('retire.open')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {asked === 'rename' && <RenameDevice device={device} onClose={close} />}
        {asked === 'move' && <MoveDevice device={device} onClose={close} />}
        {asked === 'retire' && <RetireDevice device={device} onClose={close} />}
      </Suspense>
    </>
  )
}
