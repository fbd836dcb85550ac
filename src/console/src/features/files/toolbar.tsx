import { Button, Group, Menu, Text } from '@mantine/core'
import { IconDots, IconDownload, IconFolderPlus, IconRefresh, IconUpload } from '@tabler/icons-react'
import { type ChangeEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { fromInput, type Tree } from './dropped'

export type Verb = 'download' | 'rename' | 'copy' | 'move' | 'delete' | 'make'

interface ToolbarProps {
  ready: boolean
  /** How many entries are chosen. */
  count: number
  onUpload: (tree: Tree) => void
  onVerb: (verb: Verb) => void
  onMake: () => void
  onRefresh: () => void
}

export function Toolbar({ ready, count, onUpload, onVerb, onMake, onRefresh }: ToolbarProps) {
  const { t } = useTranslation('files')
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const chosen = (event: ChangeEvent<HTMLInputElement>) => {
    const { files: list } = event.currentTarget
    if (list && list.length > 0) onUpload(fromInput(list))
    // The same file may be chosen again.
    event.currentTarget.value = ''
  }
  const none = !ready || count === 0
  return (
    <Group gap="sm">
      <input ref={files} type="file" multiple hidden onChange={chosen} data-files />
      <input
        ref={(element) => {
          folder.current = element
          element?.setAttribute('webkitdirectory', '')
        }}
        type="file"
        hidden
        onChange={chosen}
        data-folder
      />
      <Button
        disabled={!ready}
        leftSection={<IconUpload size={16} aria-hidden />}
        onClick={() => files.current?.click()}
      >
        {t('upload')}
      </Button>
      <Button variant="default" disabled={!ready} onClick={() => folder.current?.click()}>
        {t('uploadFolder')}
      </Button>
      <Button
        variant="default"
        disabled={!ready}
        leftSection={<IconFolderPlus size={16} aria-hidden />}
        onClick={onMake}
      >
        {t('newFolder')}
      </Button>
      <Button
        variant="default"
        disabled={none}
        leftSection={<IconDownload size={16} aria-hidden />}
        onClick={() => onVerb('download')}
      >
        {t('verb.download')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" disabled={!ready} leftSection={<IconDots size={16} aria-hidden />}>
            {t('more')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={count !== 1} onClick={() => onVerb('rename')}>
            {t('verb.rename')}
          </Menu.Item>
          <Menu.Item disabled={none} onClick={() => onVerb('copy')}>
            {t('verb.copy')}
          </Menu.Item>
          <Menu.Item disabled={none} onClick={() => onVerb('move')}>
            {t('verb.move')}
          </Menu.Item>
          <Menu.Item disabled={none} color="red" onClick={() => onVerb('delete')}>
            {t('verb.delete')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRefresh}>
            {t('refresh')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Text size="sm" c="dimmed" role="status">
        {count > 0 && t('selected', { count })}
      </Text>
    </Group>
  )
}
