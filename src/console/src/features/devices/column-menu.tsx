import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconCheck, IconColumns3 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** Columns not shown, kept in this browser. */
export const useHiddenColumns = () =>
  useLocalStorage<string[]>({
    key: 'mesh-devices-hidden',
    defaultValue: ['address', 'lastSeen', 'hostName', 'agent'],
    getInitialValueInEffect: false,
  })

export interface ColumnMenuProps {
  columns: readonly { id: string; header: string }[]
  hidden: readonly string[]
  onChange: (hidden: string[]) => void
}

/** Which columns to show; the name always stays. */
export function ColumnMenu({ columns, hidden, onChange }: ColumnMenuProps) {
  const { t } = useTranslation('devices')
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <Tooltip label={t('columns')}>
          <ActionIcon variant="default" size={36} aria-label={t('columns')} visibleFrom="sm">
            <IconColumns3 size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.slice(1).map((column) => {
          const shown = !hidden.includes(column.id)
          return (
            <Menu.Item
              key={column.id}
              role="menuitemcheckbox"
              aria-checked={shown}
              leftSection={<IconCheck size={16} aria-hidden visibility={shown ? 'visible' : 'hidden'} />}
              onClick={() =>
                onChange(shown ? [...hidden, column.id] : hidden.filter((id) => id !== column.id))
              }
            >
              {column.header}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
