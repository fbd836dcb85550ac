import { Button, Popover, Stack, Text, UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFeedState, useLive } from '../../api/live/use-feed'
import { relative } from '../../kit/time'
import { useNow } from '../../kit/use-now'
import { useSecondsLeft } from '../../kit/use-seconds'
import classes from './shell.module.css'

const shapes = { Live: '●', Connecting: '◌', Reconnecting: '◌', Offline: '■' } as const

/** The live feed's state, always with a word. */
export function FeedMark() {
  const { t } = useTranslation()
  const state = useFeedState()
  const live = useLive()
  const now = useNow()
  const seconds = useSecondsLeft(state.retryAt)
  const words =
    state.phase === 'Reconnecting'
      ? state.retryAt
        ? t('feed.Reconnecting', { seconds })
        : t('feed.ReconnectingNow')
      : t(`feed.${state.phase}`)
  return (
    <Popover position="bottom-end" withArrow trapFocus>
      <Popover.Target>
        <UnstyledButton
          className={classes.feed}
          data-phase={state.phase}
          aria-label={t('feed.label', { state: words })}
        >
          <span aria-hidden="true">{shapes[state.phase]}</span>
          {words}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm" align="flex-start">
          <Text size="sm">{t('feed.hint')}</Text>
          <Text size="sm" c="dimmed">
            {state.heardAt
              ? t('feed.heard', { age: relative(state.heardAt, Math.max(now, state.heardAt)) })
              : t('feed.never')}
          </Text>
          {state.phase !== 'Live' && (
            <Button size="xs" variant="default" onClick={() => live?.feed.reconnectNow()}>
              {t('feed.now')}
            </Button>
          )}
        </Stack>
      </Popover.Dropdown>
      <span className="visually-hidden" role="status">
        {t('feed.label', { state: state.phase === 'Reconnecting' ? t('feed.ReconnectingNow') : words })}
      </span>
    </Popover>
  )
}
