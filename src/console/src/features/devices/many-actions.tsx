import { Button, Menu } from '@mantine/core'
import { IconBolt, IconChevronDown, IconMessage, IconPlayerPlay, IconPower } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'

const AskMessage = lazy(() => import('../../kit/actions/ask-message'))
const AskPower = lazy(() => import('../../kit/actions/ask-power'))
const AskWake = lazy(() => import('../../kit/actions/ask-wake'))

/** What makes sense for all that a search finds. */
export function ManyActions({ q, count }: { q: string; count: number }) {
  const { t } = useTranslation('devices')
  const open = useNavigate()
  const [asked, setAsked] = useState<'message' | 'power' | 'wake' | null>(null)
  const shared = { on: { q, count }, onClose: () => setAsked(null) }
  return (
    <>
      <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            {t('actions.open')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('actions.on', { count })}</Menu.Label>
          <Menu.Item
            onClick={() => void open({ to: '/jobs/new', search: q ? { q } : {} })}
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
          >
            {t('run')}
          </Menu.Item>
          <Menu.Item leftSection={<IconMessage size={16} aria-hidden />} onClick={() => setAsked('message')}>
            {t('actions.message')}
          </Menu.Item>
          <Menu.Item leftSection={<IconBolt size={16} aria-hidden />} onClick={() => setAsked('wake')}>
            {t('actions.wake')}
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconPower size={16} aria-hidden />}
            onClick={() => setAsked('power')}
          >
            {t('actions.power')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {asked === 'message' && <AskMessage {...shared} />}
        {asked === 'power' && <AskPower {...shared} />}
        {asked === 'wake' && <AskWake {...shared} />}
      </Suspense>
    </>
  )
}
