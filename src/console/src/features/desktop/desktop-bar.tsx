import { ActionIcon, Button, Group, Menu, NativeSelect, SegmentedControl, Tooltip } from '@mantine/core'
import {
  IconCamera,
  IconClipboard,
  IconCursorText,
  IconKeyboard,
  IconLock,
  IconMaximize,
  IconPlugConnectedX,
  IconPointer,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './desktop.module.css'
import { DisplayStrip } from './display-strip'
import { type Combination, combinations } from './keys'
import { type FrameLimit, frameLimits, type QualityChoice, qualityChoices } from './quality'
import type { Seen } from './seen'
import { Watchers } from './watchers'

export type Fit = 'fit' | 'real'

export interface DesktopBarProps {
  deviceId: string
  seen: Seen
  fit: Fit
  quality: QualityChoice
  limit: FrameLimit
  /** Keys and the pointer go to the device; `keys`: those that command its system too. */
  input: boolean
  keys: boolean
  onFit(fit: Fit): void
  onQuality(quality: QualityChoice): void
  onLimit(limit: FrameLimit): void
  onDisplay(id: number): void
  onPress(name: Combination | 'ctrlAltDel'): void
  onType(): void
  onClipboard(): void
  onCatch(): void
  onLock(): void
  onPicture(): void
  onFullScreen(): void
  onDisconnect(): void
}

/** The row over the picture. Everything in it is reached before the canvas. */
export function DesktopBar(props: DesktopBarProps) {
  const { t } = useTranslation('desktop')
  const { seen, input, keys } = props
  const live = seen.state.name === 'open'
  return (
    <Group gap="xs" role="toolbar" aria-label={t('bar')}>
      {seen.displays.length > 1 && (
        <DisplayStrip displays={seen.displays} shown={seen.display} live={live} onChoose={props.onDisplay} />
      )}
      <SegmentedControl
        size="xs"
        aria-label={t('fit.label')}
        value={props.fit}
        onChange={(fit) => props.onFit(fit as Fit)}
        data={[
          { value: 'fit', label: t('fit.fit') },
          { value: 'real', label: t('fit.real') },
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label={t('quality.label')}
        value={props.quality}
        onChange={(event) => props.onQuality(event.currentTarget.value as QualityChoice)}
        data={qualityChoices.map((value) => ({ value, label: t(`quality.${value}`) }))}
      />
      <NativeSelect
        size="xs"
        aria-label={t('limit.label')}
        value={String(props.limit)}
        onChange={(event) => {
          const chosen = event.currentTarget.value
          props.onLimit(frameLimits.find((limit) => String(limit) === chosen) ?? null)
        }}
        data={frameLimits.map((limit) => ({
          value: String(limit),
          label: limit === null ? t('limit.none') : t('limit.most', { limit }),
        }))}
      />
      {input && keys && <KeysMenu live={live} onPress={props.onPress} />}
      {input && (
        <Sign words={t('type.open')} disabled={!live} onClick={props.onType}>
          <IconCursorText size={16} />
        </Sign>
      )}
      {input && (
        <Button
          size="xs"
          variant={seen.clipboard === 'off' ? 'default' : 'light'}
          leftSection={<IconClipboard size={16} aria-hidden />}
          aria-pressed={seen.clipboard !== 'off'}
          title={t(`clipboard.${seen.clipboard}Hint`)}
          disabled={!live}
          onClick={props.onClipboard}
        >
          {t(`clipboard.${seen.clipboard}`)}
        </Button>
      )}
      {input && (
        <Sign words={t('catch')} pressed={seen.caught} disabled={!live} onClick={props.onCatch}>
          <IconPointer size={16} />
        </Sign>
      )}
      {input && (
        <Sign words={t('lockOnLeave')} pressed={seen.locks} disabled={!live} onClick={props.onLock}>
          <IconLock size={16} />
        </Sign>
      )}
      <Sign words={t('picture')} disabled={!seen.size} onClick={props.onPicture}>
        <IconCamera size={16} />
      </Sign>
      <Sign words={t('fullScreen')} onClick={props.onFullScreen}>
        <IconMaximize size={16} />
      </Sign>
      <Group gap="xs" className={classes.end}>
        <Watchers deviceId={props.deviceId} />
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlugConnectedX size={16} aria-hidden />}
          disabled={seen.state.name === 'over'}
          onClick={props.onDisconnect}
        >
          {t('disconnect')}
        </Button>
      </Group>
    </Group>
  )
}

function Sign(props: {
  words: string
  /** Set for one that switches something on and off. */
  pressed?: boolean
  disabled?: boolean
  onClick(): void
  children: ReactNode
}) {
  return (
    <Tooltip label={props.words}>
      <ActionIcon
        variant={props.pressed ? 'light' : 'default'}
        size={30}
        aria-label={props.words}
        aria-pressed={props.pressed}
        disabled={props.disabled ?? false}
        onClick={props.onClick}
      >
        {props.children}
      </ActionIcon>
    </Tooltip>
  )
}

function KeysMenu({ live, onPress }: { live: boolean; onPress(name: Combination | 'ctrlAltDel'): void }) {
  const { t } = useTranslation('desktop')
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconKeyboard size={16} aria-hidden />}
          disabled={!live}
        >
          {t('keys.open')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onPress('ctrlAltDel')}>{t('keys.ctrlAltDel')}</Menu.Item>
        {(Object.keys(combinations) as Combination[]).map((name) => (
          <Menu.Item key={name} onClick={() => onPress(name)}>
            {t(`keys.${name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
